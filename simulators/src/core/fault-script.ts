import type { RecordMutation } from './record-mutation.js';

/** Which requests a script is about. Everything given must fit; nothing given fits every vendor request. */
export interface FaultMatch {
  readonly method?: string;
  /**
   * A prefix of the path, with or without the vendor's base path (`/orders`, `/api/v1/orders`). A string that
   * begins with `^` is the source of a regular expression over the whole path.
   */
  readonly path?: string;
  /** Query parameters that must have exactly these values: `{page: '2'}`. */
  readonly query?: Readonly<Record<string, string>>;
}

export type BodyEncoding = 'utf-8-bom' | 'utf-16le' | 'gzip' | 'br-junk';

/**
 * One way to misbehave, plain JSON so that `POST /_sim/faults` takes the same (UPSTREAM-APIS §6, FAULTS E).
 *
 * A script counts the requests that fit `match`. Without `nth` it strikes at each of them; with a number at that
 * one (1-based), and with a number and `times: n` at n requests from there on; with a list at exactly those. `times`
 * limits the strikes in every case.
 *
 * Scripts that only change records or the world add up. Of all others the oldest that strikes is used, and the
 * others keep their `times`: two 500s and then one 429 are two scripts.
 */
export interface FaultScript {
  readonly match?: FaultMatch;
  readonly nth?: number | readonly number[] | 'every';
  readonly times?: number;

  /** Replaces the status. With no body beside it the answer is `{"error": <reason phrase>}`. */
  readonly status?: number;
  /** Added to the answer; null removes a header. */
  readonly headers?: Readonly<Record<string, string | null>>;
  /** A string is sent as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly bodyBase64?: string;
  readonly contentType?: string;
  readonly encoding?: BodyEncoding;

  /** Cuts the body. `keepContentLength` promises the whole length and hangs up; otherwise the length is that of the part. */
  readonly truncate?: { readonly atBytes: number; readonly keepContentLength: boolean };
  /** Real milliseconds before the status line. */
  readonly delayMs?: number;
  readonly dripBytesPerSecond?: number;
  /** A TCP reset instead of the answer, or after half of its body. */
  readonly reset?: 'before-headers' | 'mid-body';
  /** Never answers; ends when the client leaves or the simulator closes. */
  readonly hang?: 'before-headers';
  /** Streams the answer's own records again and again as valid JSON, up to exactly this size. */
  readonly hugeBody?: { readonly megabytes: number; readonly declareLength?: boolean };
  /** A small gzip body that unpacks to this size. */
  readonly gzipBomb?: { readonly megabytes: number };

  readonly mutateRecords?: readonly RecordMutation[];
  /** Keeps only the first n records. */
  readonly keepFirst?: number;
  /** A command of `POST /_sim/world`, run once the answer was made: rows shift between two pages (E10). */
  readonly thenChangeWorld?: Readonly<Record<string, unknown>>;

  /**
   * True lets the vendor do what was asked before the fault strikes: the write is done and its answer is lost (O3).
   * By default a script that replaces the answer leaves the vendor untouched.
   */
  readonly acceptFirst?: boolean;
}

/** What a fault match is compared with. */
export interface FaultTarget {
  readonly method: string;
  readonly path: string;
  readonly basePath: string;
  readonly query: URLSearchParams;
}

/** Whether a request is one that the script is about. Pure. */
export function matchesTarget(match: FaultMatch, target: FaultTarget): boolean {
  if (match.method !== undefined && match.method.toUpperCase() !== target.method) {
    return false;
  }
  const wantedQuery = Object.entries(match.query ?? {});
  if (wantedQuery.some(([name, value]) => target.query.get(name) !== value)) {
    return false;
  }
  return match.path === undefined || matchesPath(match.path, target);
}

function matchesPath(path: string, target: FaultTarget): boolean {
  if (path.startsWith('^')) {
    return new RegExp(path, 'u').test(target.path);
  }
  return target.path.startsWith(path) || target.path.startsWith(`${target.basePath}${path}`);
}

/** Whether the nth fitting request (1-based) is one to strike at. Pure; `times` is kept by the caller. */
export function strikesAt(script: FaultScript, ordinal: number): boolean {
  const { nth } = script;
  if (nth === undefined || nth === 'every') {
    return true;
  }
  if (typeof nth === 'number') {
    return script.times === undefined ? ordinal === nth : ordinal >= nth;
  }
  return nth.includes(ordinal);
}

/** True for scripts that leave status, headers and transport as they are, and therefore add up. */
export function onlyChangesRecords(script: FaultScript): boolean {
  const transport: readonly (keyof FaultScript)[] = [
    'status',
    'headers',
    'body',
    'bodyBase64',
    'contentType',
    'encoding',
    'truncate',
    'delayMs',
    'dripBytesPerSecond',
    'reset',
    'hang',
    'hugeBody',
    'gzipBomb',
  ];
  return transport.every((field) => script[field] === undefined);
}
