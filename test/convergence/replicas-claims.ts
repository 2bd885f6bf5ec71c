import type { WireValue } from '@sync-hub/sync-client';
import { columnOf } from './replicas-fields.js';
import type { History } from './replicas-history.js';

/** An edit that its author was told is on the server. */
export interface Claim {
  readonly table: string;
  readonly id: string;
  readonly field: string;
  readonly value: WireValue;
  /** It was made after this place in the history; 0 where the value alone proves it. */
  readonly after: number;
}

/** Throws unless the record had this value at or after the edit, or is gone. */
export async function checkClaim(history: History, claim: Claim, author: string): Promise<void> {
  const entries = await history.of(claim.table, claim.id);
  if (entries.some(({ op }) => op === 'D')) {
    return;
  }
  const column = columnOf(claim.field);
  const before = entries.filter(({ seq }) => seq <= claim.after).at(-1);
  const states = [
    ...(before === undefined ? [] : [before]),
    ...entries.filter(({ seq }) => seq > claim.after),
  ];
  if (!states.some(({ row }) => isValue(row[column], claim.value))) {
    const had = states.map(({ row }) => JSON.stringify(row[column])).join(', ');
    throw new Error(
      `An edit of ${author} was answered and is lost: ${claim.table}/${claim.id} ${claim.field} = ` +
        `${JSON.stringify(claim.value)}, but the server had ${had}`,
    );
  }
}

/** Money is a number in the history's JSON, and text on the wire. */
function isValue(stored: unknown, sent: WireValue): boolean {
  return typeof stored === 'number' ? stored === Number(sent) : stored === sent;
}
