import type { Sql } from '../../database/sql.js';
import type { Principal } from '../../kernel/principal.js';
import { isStorableText } from '../../kernel/text.js';
import type { PayloadSeal } from '../external-source/external-source.public.js';
import type { ChangeResult, SentChange } from './change.js';

/** Quarantine entries of pushes share the table with records of sources; this tells them apart. */
const PUSH_SOURCE = 'push';

/** Whose changes are kept. */
export interface PushSender {
  readonly deviceId: string | null;
  readonly principal: Principal;
  /** Entries of this device may be open: one that is accepted now is resolved. */
  readonly hasOpen: boolean;
}

/**
 * Keeps rejected changes in quarantine, for a person to fix and re-apply (SYNC-PROTOCOL §5). The same
 * record sent again by the same device updates its open entry; once it is accepted, the entry is resolved.
 */
export class RejectedPushes {
  constructor(
    private readonly tx: Sql,
    private readonly seal: PayloadSeal,
    private readonly sender: PushSender,
  ) {}

  async save(changes: readonly SentChange[], results: ReadonlyMap<number, ChangeResult>): Promise<void> {
    const latest = new Map<string, object>();
    const accepted: ChangeResult[] = [];
    for (const change of changes) {
      const result = results.get(change.index);
      if (result === undefined || result.replayed) {
        continue;
      }
      if (result.status === 'rejected') {
        const key = this.keyOf(result);
        latest.set(key, this.entryOf(change, result, key));
      } else {
        accepted.push(result);
      }
    }
    await this.insert([...latest.values()]);
    if (this.sender.hasOpen || latest.size > 0) {
      await this.resolve(accepted.map((result) => this.keyOf(result)));
    }
  }

  private async insert(entries: readonly object[]): Promise<void> {
    if (entries.length > 0) {
      await this.tx.query(INSERT, [
        JSON.stringify(entries),
        PUSH_SOURCE,
        this.sender.deviceId,
        this.sender.principal.userId,
      ]);
    }
  }

  private async resolve(keys: readonly string[]): Promise<void> {
    if (keys.length > 0 && this.sender.deviceId !== null) {
      await this.tx.query(
        `UPDATE quarantine SET state = 'resolved', resolved_at = now(), resolved_by = $3
         WHERE kind = 'push' AND source_key = $2 AND dedupe_key = ANY ($1::text[]) AND state = 'open'`,
        [keys, PUSH_SOURCE, this.sender.principal.userId],
      );
    }
  }

  private keyOf({ table, id }: ChangeResult): string {
    return JSON.stringify([
      this.sender.deviceId ?? this.sender.principal.userId,
      storable(table),
      storable(id),
    ]);
  }

  private entryOf(change: SentChange, result: ChangeResult, key: string): object {
    const faults = result.errors.map(({ field, message }) => `${field} ${message}`).join('; ');
    return {
      entity: storable(result.table),
      record_id: storable(result.id),
      payload: this.seal.toStored(
        {
          operation: change.operation,
          id: change.id,
          payload: change.payload,
          changed: change.changedNames,
        },
        [],
      ),
      reason: storable(`${result.message ?? ''} ${faults}`.trim().slice(0, 2_000)),
      code: result.code,
      dedupe_key: key,
    };
  }
}

function storable(text: string): string {
  return isStorableText(text) ? text : JSON.stringify(text);
}

const INSERT = `
  INSERT INTO quarantine AS q (kind, source_key, entity, record_id, payload, reason, code, device_id, user_id, dedupe_key)
  SELECT 'push', $2, x.entity, x.record_id, x.payload, x.reason, x.code, $3::uuid, $4, x.dedupe_key
  FROM jsonb_to_recordset($1::jsonb)
    AS x (entity text, record_id text, payload jsonb, reason text, code text, dedupe_key text)
  ON CONFLICT (kind, source_key, entity, dedupe_key) WHERE state <> 'resolved' AND dedupe_key IS NOT NULL
  DO UPDATE SET payload = excluded.payload, reason = excluded.reason, code = excluded.code,
                attempts = q.attempts + 1, last_seen_at = now()
`;
