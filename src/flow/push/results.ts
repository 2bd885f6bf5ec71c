import type { Outcome } from './apply-changes.js';
import type { ChangeResult, Rejection, SentChange } from './change.js';

/** The line of the answer that tells an outcome. */
export function resultOf({ change, status, rejection, conflicts, row }: Outcome): ChangeResult {
  const { sent } = change;
  return {
    changeId: sent.changeId,
    table: change.entity.table,
    id: change.id,
    operation: sent.operation,
    status,
    code: rejection?.code ?? null,
    message: rejection?.message ?? null,
    errors: rejection?.faults ?? [],
    conflicts,
    record: row,
    replayed: false,
  };
}

/** The line of the answer for a change that was refused before it reached its record. */
export function rejectedResult(sent: SentChange, table: string, rejection: Rejection): ChangeResult {
  return {
    changeId: sent.changeId,
    table,
    id: sent.id.slice(0, 36),
    operation: sent.operation,
    status: 'rejected',
    code: rejection.code,
    message: rejection.message,
    errors: rejection.faults,
    conflicts: [],
    record: null,
    replayed: false,
  };
}
