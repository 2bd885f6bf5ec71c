import { STATUS_CODES } from 'node:http';
import type { FieldProblem } from '../../kernel/app-error.js';
import { ERROR_CODES, type ErrorCode } from '../../kernel/error-codes.js';
import { isUuid } from '../../kernel/ids.js';
import { redactText } from '../logging/redaction.js';
import { PROBLEM_ERRORS_MAX } from './limits.js';

/** What went wrong, in the words of our catalogue: all that a caller is ever told of an error. */
export interface Failure {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly errors?: readonly FieldProblem[];
  readonly extra?: Readonly<Record<string, string | number | boolean | null>>;
  readonly retryAfterSeconds?: number;
  /** A fault of ours that reached the edge: it is logged with its cause, whatever the caller is told. */
  readonly isBug: boolean;
}

/** An RFC 9457 problem document, ready to be sent. */
export interface Problem {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Where in the request stream a failure happened. */
export interface ProblemPlace {
  readonly url: string;
  readonly requestId: string;
}

const INSTANCE_LENGTH_MAX = 200;
const HIDDEN = '[hidden]';
/** `/api/webhooks/<vendor>/<secret>`: whoever knows the last part is believed. */
const WEBHOOK_SECRET = /^(\/api\/webhooks\/[^/]*\/)[^/]+/i;

/**
 * The answer to a failed request: `{type, title, status, code, detail, instance, errors?, requestId, …}`.
 * `type` is `about:blank` because `code` says what it is. Holds nothing that is not in `failure`: no
 * stack, no SQL, no file (FAULTS J7), of the URL only the path, and no more bad fields than help.
 */
export function problemOf(failure: Failure, place: ProblemPlace): Problem {
  const status = ERROR_CODES[failure.code];
  const body = {
    ...failure.extra,
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code: failure.code,
    detail: failure.detail,
    instance: shownPath(place.url),
    ...(failure.errors === undefined ? {} : { errors: failure.errors.slice(0, PROBLEM_ERRORS_MAX) }),
    requestId: place.requestId,
  };
  return { status, headers: headersOf(failure, status), body: JSON.stringify(body) };
}

/**
 * The path as it may be shown and kept: without the secret of a webhook, and without what looks like somebody's phone
 * number or address, wherever a caller has put it.
 */
function shownPath(url: string): string {
  const path = (url.split('?', 1)[0] ?? '/').slice(0, INSTANCE_LENGTH_MAX);
  return path.replace(WEBHOOK_SECRET, `$1${HIDDEN}`).split('/').map(shownSegment).join('/');
}

function shownSegment(segment: string): string {
  const text = decoded(segment);
  return isUuid(text) || redactText(text) === text ? segment : HIDDEN;
}

/** What a path of our own can not be is shown as it came. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function headersOf(failure: Failure, status: number): Record<string, string> {
  return {
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Cache-Control': 'no-store',
    ...(failure.retryAfterSeconds === undefined ? {} : { 'Retry-After': String(failure.retryAfterSeconds) }),
    ...(status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}),
  };
}
