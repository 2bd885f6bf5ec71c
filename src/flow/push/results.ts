import type { Outcome } from './outcome.js';
import type { ChangeResult, FieldFault, KeptResult, Rejection, SentChange } from './change.js';

const NO_FAULTS: readonly FieldFault[] = [];

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
    errors: rejection?.faults ?? NO_FAULTS,
    conflicts,
    record: row,
    replayed: false,
  };
}

/** The line of the answer for a change that was stored as sent. */
export function plainResult(sent: SentChange, table: string): KeptResult {
  return {
    changeId: sent.changeId,
    table,
    id: sent.id,
    operation: sent.operation,
    status: 'applied',
    code: null,
    message: null,
    errors: [],
    conflicts: [],
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

/** Every change of a push has a result: its place in the request names it. */
export function resultAt(results: ReadonlyMap<number, ChangeResult>, index: number): ChangeResult {
  const result = results.get(index);
  if (result === undefined) {
    throw new Error('Every change has a result');
  }
  return result;
}
