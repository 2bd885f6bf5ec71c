import { createHash } from 'node:crypto';
import type { Contract, SyncApiClient, WireRow } from '@sync-hub/sync-client';
import { columnOf, FIELDS, TABLES } from './replicas-fields.js';
import type { History, HistoryEntry } from './replicas-history.js';

export type ReplicaRows = ReadonlyMap<string, ReadonlyMap<string, WireRow>>;

/** A store that is kept in step with the server. */
export interface Replica {
  readonly name: string;
  readonly client: SyncApiClient;
  /** Ids of records that differ because the server refused them. */
  readonly refusals: ReadonlyMap<string, string>;
  rows(): Promise<ReplicaRows>;
}

/** What everybody who has the same rights must hold now. */
export async function serverRows(client: SyncApiClient): Promise<ReplicaRows> {
  const tables = new Map<string, Map<string, WireRow>>();
  let page: string | null = null;
  do {
    const answer = await client.initial({ page });
    for (const [table, { updated }] of Object.entries(answer.changes)) {
      const rows = tables.get(table) ?? new Map<string, WireRow>();
      updated.forEach((row) => rows.set(row.id, row));
      tables.set(table, rows);
    }
    page = answer.next ?? null;
  } while (page !== null);
  return tables;
}

/** Sentences about every row and column in which a replica is not what the server has. */
export async function differences(replica: Replica, contract: Contract): Promise<string[]> {
  const [mine, theirs] = [await replica.rows(), await serverRows(replica.client)];
  return contract.tables.flatMap(({ name, columns }) => {
    const [local, remote] = [mine.get(name) ?? new Map(), theirs.get(name) ?? new Map()];
    const ids = [...new Set([...local.keys(), ...remote.keys()])].filter(
      (id: string) => !replica.refusals.has(id),
    );
    return ids.flatMap((id: string) => {
      const [here, there] = [local.get(id) as WireRow | undefined, remote.get(id) as WireRow | undefined];
      if (here === undefined || there === undefined) {
        return [`${replica.name}: ${name}/${id} is only on the ${here === undefined ? 'server' : 'replica'}`];
      }
      return columns
        .filter((column) => (here[column.name] ?? null) !== (there[column.name] ?? null))
        .map(
          (column) =>
            `${replica.name}: ${name}/${id} ${column.name} is ${JSON.stringify(here[column.name])}, ` +
            `on the server ${JSON.stringify(there[column.name])}`,
        );
    });
  });
}

/** Does the server's own proof (`/status?verify=`) agree with what the replica holds? (SYNC-PROTOCOL §6) */
export async function digestDifferences(replica: Replica, contract: Contract): Promise<string[]> {
  const mine = await replica.rows();
  const found: string[] = [];
  for (const { name, columns } of contract.tables) {
    const rows = [...(mine.get(name) ?? new Map<string, WireRow>()).values()];
    if (rows.some(({ id }) => replica.refusals.has(id))) {
      continue;
    }
    const names = ['id', ...columns.map((column) => column.name).filter((column) => column !== 'id')];
    const digest = await replica.client.verify({ table: name });
    if (digest.count !== rows.length || digest.hash !== hashOf(rows, names)) {
      found.push(
        `${replica.name}: the digest of ${name} is another one (${rows.length} rows, server ${digest.count})`,
      );
    }
  }
  return found;
}

function hashOf(rows: readonly WireRow[], names: readonly string[]): string {
  const sorted = [...rows].sort((a, b) => Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)));
  const texts = sorted.map((row) => `[${names.map((name) => JSON.stringify(row[name] ?? null)).join(', ')}]`);
  const digests = texts.map((text) => createHash('md5').update(text).digest('hex'));
  return createHash('sha256').update(digests.join('')).digest('hex');
}

/** What the history itself convicts: values that came back, prices of a person that an import took away, returned rows. */
export async function replayFaults(history: History, since: number): Promise<string[]> {
  const faults: string[] = [];
  for (const [key, entries] of await history.since(since)) {
    const table = key.slice(0, key.indexOf('/'));
    const deletion = entries.findIndex(({ op }) => op === 'D');
    if (deletion !== -1 && deletion < entries.length - 1) {
      faults.push(`${key} returned after it was deleted`);
    }
    for (const field of TABLES.filter((name) => name === table).flatMap((name) => FIELDS[name].unique)) {
      const values = changesOf(entries, columnOf(field));
      if (new Set(values).size < values.length) {
        faults.push(`${key} ${field}: an old value came back: ${values.join(' → ')}`);
      }
    }
    const prices = table === 'products' ? changesOf(entries, 'price') : [];
    const firstOwn = prices.findIndex((price) => price.endsWith('.77'));
    if (
      firstOwn !== -1 &&
      (prices.slice(firstOwn).some((price) => !price.endsWith('.77')) || new Set(prices).size < prices.length)
    ) {
      faults.push(`${key}: a person's price was overwritten: ${prices.join(' → ')}`);
    }
  }
  return faults;
}

/** Records that were deleted since, as `table/id`. */
export async function deletedSince(history: History, since: number): Promise<Set<string>> {
  const records = await history.since(since);
  return new Set(
    [...records].filter(([, entries]) => entries.some(({ op }) => op === 'D')).map(([key]) => key),
  );
}

function changesOf(entries: readonly HistoryEntry[], column: string): string[] {
  const values = entries.filter(({ op }) => op !== 'D').map(({ row }) => String(row[column]));
  return values.filter((value, index) => value !== values[index - 1] && value !== 'null');
}
