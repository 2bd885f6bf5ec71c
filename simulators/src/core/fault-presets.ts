import type { FaultMatch, FaultScript } from './fault-script.js';
import type { RecordMutation } from './record-mutation.js';

/** Where and how often a preset strikes; absent means every vendor request until the faults are cleared. */
export type FaultScope = FaultMatch & Pick<FaultScript, 'nth' | 'times'>;

const HTML_PAGE =
  '<!DOCTYPE html><html><head><title>Maintenance</title></head><body><h1>Back soon</h1></body></html>';

/** The common faults by name, as scripts. Pure: to make one strike, use the method of the same name of FaultInjector. */
export const FAULT_PRESETS = {
  /** E1: the token is refused. */
  unauthorized: (scope?: FaultScope) => scoped(scope, { status: 401, body: { error: 'Unauthorized' } }),

  /** E1: the token is known and not allowed. */
  forbidden: (scope?: FaultScope) => scoped(scope, { status: 403, body: { error: 'Forbidden' } }),

  /** E2: the list itself is gone, which is an error and not an empty list. */
  notFound: (scope?: FaultScope) => scoped(scope, { status: 404, body: { error: 'Not Found' } }),

  /** E2. */
  gone: (scope?: FaultScope) => scoped(scope, { status: 410, body: { error: 'Gone' } }),

  /** E6 of UPSTREAM-APIS: sent on to a page for people. */
  redirectToHtml: (location = 'https://t.me/sim', scope?: FaultScope) =>
    scoped(scope, {
      status: 302,
      headers: { Location: location },
      contentType: 'text/html; charset=utf-8',
      body: `<html><body>You are being <a href="${location}">redirected</a>.</body></html>`,
    }),

  /** E4: `times` bad answers in a row, then good ones. */
  serverError: (times?: number, status = 500, scope?: FaultScope) =>
    scoped(
      { ...scope, ...defined({ times }) },
      { status, contentType: 'text/html; charset=utf-8', body: HTML_PAGE },
    ),

  /** E3: a Date is sent as an HTTP date, a string as it is, and without a value the header is missing. */
  tooManyRequests: (
    { retryAfter, times }: { readonly retryAfter?: string | Date | undefined; readonly times?: number } = {},
    scope?: FaultScope,
  ) =>
    scoped(
      { ...scope, ...defined({ times }) },
      {
        status: 429,
        body: { error: 'Too Many Requests' },
        ...(retryAfter === undefined ? {} : { headers: { 'Retry-After': retryAfterText(retryAfter) } }),
      },
    ),

  /** E5: reads the request and never answers. */
  timeout: (scope?: FaultScope) => scoped(scope, { hang: 'before-headers' }),

  /** E5: a TCP reset before the headers, or after half of the body. */
  connectionReset: (at: 'before-headers' | 'mid-body' = 'before-headers', scope?: FaultScope) =>
    scoped(scope, { reset: at }),

  /** E6: so slow that only a deadline over the whole answer ends it. */
  slowDrip: (bytesPerSecond = 1, scope?: FaultScope) => scoped(scope, { dripBytesPerSecond: bytesPerSecond }),

  /** E7: a cut body; with a consistent length only the JSON itself shows it. */
  truncatedJson: (
    { consistentLength, atBytes = 1_000 }: { readonly consistentLength: boolean; readonly atBytes?: number },
    scope?: FaultScope,
  ) => scoped(scope, { truncate: { atBytes, keepContentLength: !consistentLength } }),

  /** E8: a page for people where JSON was promised. */
  htmlWith200: (scope?: FaultScope) =>
    scoped(scope, { status: 200, contentType: 'text/html; charset=utf-8', body: HTML_PAGE }),

  /** E8: `Content-Type` says something else; the body is right. */
  wrongContentType: (contentType = 'text/plain', scope?: FaultScope) => scoped(scope, { contentType }),

  /** E8: no body at all. */
  emptyBody: (scope?: FaultScope) => scoped(scope, { status: 200, body: '' }),

  /** E8: the four letters `null`. */
  nullBody: (scope?: FaultScope) => scoped(scope, { status: 200, body: 'null' }),

  /** E8: a small body that unpacks to many megabytes. */
  gzipBomb: (megabytes = 300, scope?: FaultScope) => scoped(scope, { gzipBomb: { megabytes } }),

  /** E9: valid JSON of this size, streamed; it never lies in memory. */
  hugeBody: (megabytes = 300, scope?: FaultScope) => scoped(scope, { hugeBody: { megabytes } }),

  /** E20 of UPSTREAM-APIS: a list that is well-formed and empty. */
  emptyList: (scope?: FaultScope) => scoped(scope, { keepFirst: 0 }),

  /** E15: mass disappearance. */
  onlyOneRow: (scope?: FaultScope) => scoped(scope, { keepFirst: 1 }),

  /** E11, E12, E14, E18: wrong values in single records. */
  changedRecords: (mutations: readonly RecordMutation[], scope?: FaultScope) =>
    scoped(scope, { mutateRecords: mutations }),

  /** O3: the vendor does what was asked, and the answer is lost. */
  acceptThenReset: (scope?: FaultScope) => scoped(scope, { reset: 'before-headers', acceptFirst: true }),

  /** E17: a write is refused. */
  writeRefused: (status: 409 | 412 | 422 = 409, scope?: FaultScope) =>
    scoped({ method: 'PUT', ...scope }, { status, body: { error: 'Refused' } }),
} as const;

function scoped(scope: FaultScope | undefined, fault: FaultScript): FaultScript {
  const { nth, times, ...match } = scope ?? {};
  return {
    ...(Object.keys(match).length === 0 ? {} : { match }),
    ...defined({ nth, times }),
    ...fault,
  };
}

function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

function retryAfterText(retryAfter: string | Date): string {
  return typeof retryAfter === 'string' ? retryAfter : retryAfter.toUTCString();
}
