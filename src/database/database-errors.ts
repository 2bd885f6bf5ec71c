import { AppError } from '../kernel/app-error.js';

const RETRYABLE = new Set(['40001', '40P01']);
/** Too many connections, shutting down, crash recovery, cannot connect now, read-only after a failover. */
const UNAVAILABLE = new Set(['53300', '53100', '53200', '57P01', '57P02', '57P03', '58030', '25006']);
const CONNECTION_LOST = /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/;

/** The SQLSTATE of a PostgreSQL error, or null when the error is not PostgreSQL's own word. */
export function sqlState(error: unknown): string | null {
  const code = propertyOf(error, 'code');
  return code !== null && /^[0-9A-Z]{5}$/.test(code) ? code : null;
}

/** Serialisation failure or deadlock: nothing was stored, the same work may be done again (FAULTS B6, B7). */
export function isRetryable(error: unknown): boolean {
  const state = sqlState(error);
  return state !== null && RETRYABLE.has(state);
}

/**
 * PostgreSQL is away or refuses work for a passing reason. Errors without SQLSTATE count when the
 * connection is what failed: then the outcome of a COMMIT is unknown (FAULTS B3).
 */
export function isUnavailable(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== null) {
    return UNAVAILABLE.has(state) || state.startsWith('08');
  }
  const code = propertyOf(error, 'code') ?? '';
  const message = propertyOf(error, 'message') ?? '';
  return (
    CONNECTION_LOST.test(code) ||
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Cannot use a pool after/.test(
      message,
    )
  );
}

/** Somebody else holds a row for longer than we wait. */
export function isLockTimeout(error: unknown): boolean {
  return sqlState(error) === '55P03';
}

/** A refused row, told apart by what PostgreSQL says of it. */
export function isRowFault(error: unknown): boolean {
  const state = sqlState(error);
  return (
    state !== null &&
    (state.startsWith('22') || state.startsWith('23') || state === '54000' || state === '54001')
  );
}

/** Another row has the value that this constraint keeps unique. */
export function isValueTaken(error: unknown, constraint: string): boolean {
  return sqlState(error) === '23505' && propertyOf(error, 'constraint') === constraint;
}

/** The 503 that the caller gets while PostgreSQL is away. */
export function unavailableError(cause: unknown): AppError {
  return new AppError('UNAVAILABLE', 'The database does not answer. Try again shortly.', {
    cause,
    retryAfterSeconds: 2,
  });
}

function propertyOf(error: unknown, name: 'code' | 'message' | 'constraint'): string | null {
  if (typeof error !== 'object' || error === null || !(name in error)) {
    return null;
  }
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : null;
}
