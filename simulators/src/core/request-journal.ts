import type { IncomingHttpHeaders } from 'node:http';

const SECRET_HEADERS = new Set(['authorization', 'cookie', 'proxy-authorization', 'x-api-key']);
const REQUEST_BODY_BYTES_MAX = 65_536;
const ENTRIES_MAX = 20_000;
const PASSWORD_FIELD = /("password"\s*:\s*)"(?:[^"\\]|\\.)*"/gu;

/** How an exchange ended. `open` while it is still under way, which for a hanging answer is until the end. */
export type ExchangeOutcome = 'open' | 'answered' | 'reset' | 'cut' | 'client-left';

/** One request as the vendor saw it. Secrets are redacted before they are stored (FAULTS J3). */
export interface JournalEntry {
  readonly ordinal: number;
  readonly method: string;
  /** With the query string. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** At most 64 KiB of it; the password of a login is redacted. */
  readonly requestBody: string;
  /** Real time, ISO 8601: what rates and backoffs are asserted with. */
  readonly at: string;
  /** The vendor's own clock, ISO 8601. */
  readonly virtualAt: string;
  /** Null until the status line was sent, and for ever when it never was. */
  status: number | null;
  /** Bytes of the response body given to the socket. */
  bytes: number;
  outcome: ExchangeOutcome;
  /** The fault scripts that changed this exchange. */
  faultIds: readonly string[];
}

/**
 * What was asked of the vendor, in the order of arrival, so that a test can assert rates, headers and order. The
 * entry is there from the moment the request was read. Requests to `/_sim` are never recorded. Keeps the newest
 * 20,000 entries.
 */
export class RequestJournal {
  private stored: JournalEntry[] = [];
  private count = 0;

  /** Opens an entry; the server completes it. */
  open(seen: {
    readonly method: string;
    readonly path: string;
    readonly headers: IncomingHttpHeaders;
    readonly body: Buffer;
    readonly virtualAt: string;
  }): JournalEntry {
    this.count += 1;
    const entry: JournalEntry = {
      ordinal: this.count,
      method: seen.method,
      path: seen.path,
      headers: redactHeaders(seen.headers),
      requestBody: redactPassword(seen.body.subarray(0, REQUEST_BODY_BYTES_MAX).toString('utf8')),
      at: new Date().toISOString(),
      virtualAt: seen.virtualAt,
      status: null,
      bytes: 0,
      outcome: 'open',
      faultIds: [],
    };
    this.stored.push(entry);
    if (this.stored.length > ENTRIES_MAX) {
      this.stored.shift();
    }
    return entry;
  }

  /** A copy of every entry, oldest first. */
  list(): readonly JournalEntry[] {
    return this.stored.map((entry) => ({ ...entry }));
  }

  clear(): void {
    this.stored = [];
    this.count = 0;
  }
}

function redactPassword(body: string): string {
  return body.replace(PASSWORD_FIELD, '$1"[redacted]"');
}

function redactHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const redacted: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) {
      redacted[name] = SECRET_HEADERS.has(name) ? '[redacted]' : [value].flat().join(', ');
    }
  }
  return redacted;
}
