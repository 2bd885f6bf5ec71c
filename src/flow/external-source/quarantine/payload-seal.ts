import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { HIDDEN, replacePersonal } from './personal-values.js';
import { payloadFromStored, payloadToStored } from './stored-payload.js';

const SEALED = '$sealed';
const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Personal values of quarantined payloads (phones, e-mails, national ids, links, notes) are kept encrypted: nobody who
 * looks into the table or a copy of it reads them, and a retry still has them (W12, S3). What a source declares secret
 * is not kept at all.
 */
@Injectable()
export class PayloadSeal {
  /** Until {@link useSecret} is called: what is sealed then can be opened by this process only. */
  private key: Buffer = randomBytes(KEY_BYTES);

  /** At start, with the secret that all processes share. Another one makes everything sealed before unreadable. */
  useSecret(secret: string): void {
    this.key = Buffer.from(hkdfSync('sha256', secret, '', 'sync-hub quarantine', KEY_BYTES));
  }

  /** Fit for a `jsonb` column, see {@link payloadToStored}. */
  toStored(payload: unknown, secretKeys: readonly string[]): unknown {
    return payloadToStored(
      replacePersonal(payload, (value) => ({ [SEALED]: this.seal(JSON.stringify(value)) })),
      secretKeys,
    );
  }

  /** As it was sent, secrets excepted. A value that this secret does not open is {@link HIDDEN}. */
  fromStored(stored: unknown): unknown {
    return this.opened(payloadFromStored(stored));
  }

  private opened(value: unknown): unknown {
    if (Array.isArray(value)) {
      return value.map((item) => this.opened(item));
    }
    if (typeof value !== 'object' || value === null) {
      return value;
    }
    const entries: [string, unknown][] = Object.entries(value);
    const [first] = entries;
    return entries.length === 1 && first?.[0] === SEALED
      ? this.open(first[1])
      : Object.fromEntries(entries.map(([key, member]) => [key, this.opened(member)]));
  }

  private seal(text: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.key, iv);
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url');
  }

  private open(sealed: unknown): unknown {
    try {
      const bytes = Buffer.from(String(sealed), 'base64url');
      const decipher = createDecipheriv(CIPHER, this.key, bytes.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      const body = bytes.subarray(IV_BYTES + TAG_BYTES);
      return JSON.parse(Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')) as unknown;
    } catch {
      return HIDDEN;
    }
  }
}
