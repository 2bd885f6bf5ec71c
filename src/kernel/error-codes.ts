/**
 * Every error a client can be shown, with its HTTP status. The comment on a code tells the operator
 * what it means and what to do; the code is stable, the sentence beside it may change.
 */
export const ERROR_CODES = {
  /** The request is not understood: the `errors` list names each field. Nothing was stored. */
  VALIDATION: 400,
  /** The body is not JSON, or is nested deeper than 32 levels. */
  MALFORMED_BODY: 400,
  /** No token, or one that is not ours, has expired or was tampered with. Sign in again. */
  UNAUTHENTICATED: 401,
  /** Login and password do not match, or the account is disabled. Deliberately the same answer. */
  BAD_CREDENTIALS: 401,
  /** The session was ended: a logout, a new password, a disabled account, or a refresh token used twice. */
  SESSION_REVOKED: 401,
  /** An admin or the owner revoked this device. Register it again after signing in. */
  DEVICE_REVOKED: 401,
  /** The role does not permit this, or the record belongs to somebody else's scope. */
  FORBIDDEN: 403,
  /** The token opens `/api/auth/change-password` and nothing else until the password is changed. */
  PASSWORD_CHANGE_REQUIRED: 403,
  /** No such route, or no such record among those the caller may see. */
  NOT_FOUND: 404,
  /** The route exists, the method does not. */
  METHOD_NOT_ALLOWED: 405,
  /** The body is not in a format that is read here. Send `application/json`. */
  UNSUPPORTED_MEDIA_TYPE: 415,
  /** Another record already has this unique value. */
  CONFLICT: 409,
  /** The source is being read right now; `runId` names the run. */
  RUN_IN_PROGRESS: 409,
  /** `If-Conflict: abort` was sent and somebody else changed the same field. Nothing was stored. */
  PUSH_CONFLICT: 409,
  /** The same pushId or changeId came before with another content. Nothing was stored. */
  IDEMPOTENCY_MISMATCH: 409,
  /** The record changed since it was read (`If-Match`). Read it again. */
  STALE_RECORD: 412,
  /** The body or the batch is over a limit; `limit` names it. */
  TOO_LARGE: 413,
  /** The URL or a header is over its limit. */
  HEADERS_TOO_LARGE: 431,
  /** Too many requests; `Retry-After` says when to come again. */
  THROTTLED: 429,
  /** The cursor is older than what is kept. Read `/api/sync/initial`, keep unsent edits. */
  CURSOR_EXPIRED: 410,
  /** The cursor is none of ours. Read `/api/sync/initial`, keep unsent edits. */
  CURSOR_UNKNOWN: 410,
  /** The database was restored or moved, or the caller's access changed. Read `/api/sync/initial`. */
  GENERATION_CHANGED: 410,
  /** The source's variables are not set. The answer names them. */
  SOURCE_NOT_CONFIGURED: 409,
  /** A bug of ours. The log line with the same requestId has the cause. */
  INTERNAL: 500,
  /** PostgreSQL or another dependency does not answer. Passing: come again after `Retry-After`. */
  UNAVAILABLE: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;
