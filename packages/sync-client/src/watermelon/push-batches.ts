import type { PushedChange } from '../protocol.js';

/** The server's limits are 1000 changes and 2 MiB a call (SYNC-PROTOCOL §5); the rest of the body needs room. */
const CHANGES_MAX = 1000;
const BYTES_MAX = 1_900_000;

/**
 * Cuts a push into calls. Parents are created before their children and deleted after them, and the changes
 * of a record stay in their order, so that no call depends on a later one. `tables` is in the server's order,
 * parents first.
 */
export function pushBatches(changes: readonly PushedChange[], tables: readonly string[]): PushedChange[][] {
  const batches: PushedChange[][] = [];
  let bytes = 0;
  for (const change of inOrder(changes, tables)) {
    const size = new TextEncoder().encode(JSON.stringify(change)).length + 1;
    const last = batches.at(-1);
    if (last === undefined || last.length === CHANGES_MAX || bytes + size > BYTES_MAX) {
      batches.push([change]);
      bytes = size;
    } else {
      last.push(change);
      bytes += size;
    }
  }
  return batches;
}

function inOrder(changes: readonly PushedChange[], tables: readonly string[]): PushedChange[] {
  const rank = ({ entityType }: PushedChange): number =>
    tables.includes(entityType) ? tables.indexOf(entityType) : tables.length;
  const kept = changes.filter(({ operation }) => operation !== 'DELETE').sort((a, b) => rank(a) - rank(b));
  const deleted = changes.filter(({ operation }) => operation === 'DELETE').sort((a, b) => rank(b) - rank(a));
  return [...kept, ...deleted];
}
