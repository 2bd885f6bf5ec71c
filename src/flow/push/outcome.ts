import type { WireRow } from '../pull/pull.public.js';
import type { Change, FieldConflict, PushStatus, Rejection } from './change.js';

/** What became of one change. */
export interface Outcome {
  readonly change: Change;
  readonly status: PushStatus;
  readonly rejection: Rejection | null;
  readonly conflicts: readonly FieldConflict[];
  readonly row: WireRow | null;
  /** What is stored is not what was sent, and nothing was written: the row goes to the device once more. */
  readonly resend: boolean;
}

/** The changes of each record, in the order in which they were sent. */
export function changesByRecord(changes: readonly Change[]): Map<string, [Change, ...Change[]]> {
  const records = new Map<string, [Change, ...Change[]]>();
  for (const change of changes) {
    const key = `${change.entity.number}:${change.id}`;
    const group = records.get(key);
    if (group === undefined) {
      records.set(key, [change]);
    } else {
      group.push(change);
    }
  }
  return records;
}
