import { HttpException } from '@nestjs/common';
import { AppError } from '../../kernel/app-error.js';
import type { ErrorCode } from '../../kernel/error-codes.js';
import {
  isRetryable,
  isRowFault,
  isUnavailable,
  sqlState,
  unavailableError,
} from '../../database/database-errors.js';
import type { Failure } from './problem.js';

const UNIQUE_VIOLATION = '23505';
const STATEMENT_TIMEOUT = '57014';

interface Known {
  readonly code: ErrorCode;
  readonly detail: string;
}

/** Our word for a status that Nest, Fastify or a library chose. Their own messages are not repeated. */
const BY_STATUS: Readonly<Record<number, Known>> = {
  400: { code: 'VALIDATION', detail: 'The request is not understood.' },
  401: { code: 'UNAUTHENTICATED', detail: 'Sign in first.' },
  403: { code: 'FORBIDDEN', detail: 'Your role does not permit this.' },
  404: { code: 'NOT_FOUND', detail: 'Nothing is here.' },
  405: { code: 'METHOD_NOT_ALLOWED', detail: 'This method does not exist here.' },
  409: { code: 'CONFLICT', detail: 'Another record already has this value.' },
  412: { code: 'STALE_RECORD', detail: 'The record changed since it was read.' },
  413: { code: 'TOO_LARGE', detail: 'The body is over its limit.' },
  414: { code: 'HEADERS_TOO_LARGE', detail: 'The URL is over its limit.' },
  415: { code: 'UNSUPPORTED_MEDIA_TYPE', detail: 'Send application/json in UTF-8, not compressed.' },
  429: { code: 'THROTTLED', detail: 'Too many requests.' },
  431: { code: 'HEADERS_TOO_LARGE', detail: 'The URL or a header is over its limit.' },
  503: { code: 'UNAVAILABLE', detail: 'The service is not available. Try again shortly.' },
};

/** Seconds after which a caller may come back when nothing better is known. */
const RETRY_AFTER_SECONDS = 2;

/**
 * What the caller is told of anything that was thrown. What the database says of a row or a value is a
 * safety net: our validation should have said it first, so it is also logged as a bug.
 */
export function failureOf(error: unknown): Failure {
  if (error instanceof AppError) {
    return ofAppError(error);
  }
  if (isUnavailable(error) || isRetryable(error) || sqlState(error) === STATEMENT_TIMEOUT) {
    return ofAppError(unavailableError(error));
  }
  if (isRowFault(error)) {
    return sqlState(error) === UNIQUE_VIOLATION
      ? { code: 'CONFLICT', detail: 'Another record already has this value.', isBug: true }
      : { code: 'VALIDATION', detail: 'The request has a value that cannot be stored.', isBug: true };
  }
  const known = BY_STATUS[statusOf(error)];
  if (known === undefined) {
    return { code: 'INTERNAL', detail: 'Something went wrong on our side.', isBug: true };
  }
  const mayRetry = known.code === 'UNAVAILABLE' || known.code === 'THROTTLED';
  return { ...known, ...(mayRetry ? { retryAfterSeconds: RETRY_AFTER_SECONDS } : {}), isBug: false };
}

function ofAppError(error: AppError): Failure {
  const { errors, extra, retryAfterSeconds } = error.options;
  const waitSeconds = retryAfterSeconds ?? (error.status === 503 ? RETRY_AFTER_SECONDS : undefined);
  return {
    code: error.code,
    detail: error.message,
    ...(errors === undefined ? {} : { errors }),
    ...(extra === undefined ? {} : { extra }),
    ...(waitSeconds === undefined ? {} : { retryAfterSeconds: waitSeconds }),
    isBug: error.code === 'INTERNAL',
  };
}

/** The status that an HTTP library gave its error; 0 when it is no such error. */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) {
    return error.getStatus();
  }
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number') {
    return error.statusCode;
  }
  return 0;
}
