import { clientUuid, shortUid, shortUidOf } from './exness.values.js';

/** The two reports, put together. */
export interface JoinedReports {
  /** One for each client, in V1's order, then what only V2 has: what `mapClient` understands. */
  readonly payloads: readonly object[];
  /** Prefixes that more than one client of V2 has. */
  readonly ambiguousCount: number;
}

type Row = Readonly<Record<string, unknown>>;

/**
 * Joins V1's accounts to V2's clients (C1). Pure. V1 knows a client by the first 8 characters of the UUID that V2 gives
 * it; where two UUIDs begin alike nobody can tell whose the accounts are, and they are not joined. `clients` is null
 * when V2 could not be read: then nothing is known of any client, which is not the same as "no client" (C3).
 */
export function joinReports(accounts: readonly unknown[], clients: readonly unknown[] | null): JoinedReports {
  const { byUid, unreadable } = groupAccounts(accounts);
  const { byPrefix, unreadable: unreadableClients } = groupClients(clients ?? []);
  const payloads: object[] = [];
  for (const [uid, rows] of byUid) {
    const [details = null, ...twins] = byPrefix.get(uid) ?? [];
    payloads.push({
      kind: 'client',
      client_uid: uid,
      accounts: rows,
      details: twins.length > 0 ? null : details,
    });
  }
  let ambiguousCount = 0;
  for (const [prefix, rows] of byPrefix) {
    if (rows.length > 1) {
      ambiguousCount += 1;
      payloads.push(...rows.map((details) => ({ kind: 'ambiguous', details })));
    } else if (!byUid.has(prefix)) {
      const accountsWereListed = accounts.length > 0;
      payloads.push(...rows.map((details) => ({ kind: 'without-account', accountsWereListed, details })));
    }
  }
  return { payloads: [...payloads, ...unreadable, ...unreadableClients], ambiguousCount };
}

/** An account is one client's: when the report has it twice, because it moved while we read, the later row counts. */
function groupAccounts(rows: readonly unknown[]): { byUid: Map<string, Row[]>; unreadable: object[] } {
  const byNumber = new Map<string, Row>();
  for (const [index, row] of rows.entries()) {
    const number: unknown = isRow(row) ? row.client_account : null;
    const key =
      typeof number === 'string' || typeof number === 'number' ? `account ${number}` : `row ${index}`;
    byNumber.set(key, isRow(row) ? row : {});
  }
  const byUid = new Map<string, Row[]>();
  const unreadable: object[] = [];
  for (const row of byNumber.values()) {
    const uid = shortUid(row.client_uid);
    if (uid === null) {
      unreadable.push({ kind: 'client', client_uid: null, accounts: [row], details: null });
    } else {
      byUid.set(uid, [...(byUid.get(uid) ?? []), row]);
    }
  }
  return { byUid, unreadable };
}

/** V2's rows by what V1 would call the client, each client once. */
function groupClients(rows: readonly unknown[]): { byPrefix: Map<string, Row[]>; unreadable: object[] } {
  const byUuid = new Map<string, Row>();
  const unreadable: object[] = [];
  for (const row of rows) {
    const uuid = isRow(row) ? clientUuid(row.client_uid) : null;
    if (uuid !== null && isRow(row)) {
      byUuid.set(uuid, row);
    } else {
      unreadable.push({ kind: 'without-account', accountsWereListed: false, details: row });
    }
  }
  const byPrefix = new Map<string, Row[]>();
  for (const [uuid, row] of byUuid) {
    const prefix = shortUidOf(uuid);
    byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), row]);
  }
  return { byPrefix, unreadable };
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
