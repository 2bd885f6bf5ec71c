import type { ThrottleKnobs } from '../core/request-throttle.js';

/**
 * Behaviour that may be switched while it runs; the first values are what is known, or likeliest, of the vendor. The
 * vendor names the error `Throttled` and no number: without one there is no limit.
 */
export interface ExnessKnobs extends ThrottleKnobs {
  login: string;
  password: string;
  /** How long a token is good, in milliseconds of the virtual clock. About six hours at the vendor. */
  tokenTtlMs: number;
  /** So many reports are answered to one token, then it is expired; 0 is no such end (E3). */
  tokenRequestsMax: number;
  /** Takes `Authorization: Bearer` besides `JWT`, which the documentation asks for. */
  acceptBearer: boolean;
  /** Rows without a `limit`; 0 is all. The vendor does not say. */
  limitDefault: number;
  /** A greater `limit`, or none, gets so many rows; 0 is no cap. The vendor does not say. */
  limitMax: number;
  /** Newest row first, so that an insert shifts all pages. The vendor's own order is not documented. */
  newestFirst: boolean;
  /** `{data, totals}`, or `{count, next, previous, results}` as some clients expect: `data` or `results`. */
  envelope: string;
  /** V2 rows have the balances of the schema of 2026, in which 1 stands for "nothing". */
  balances: boolean;
  /** Volumes are strings with all their decimals, and not JSON numbers. */
  volumesAsStrings: boolean;
  /** Answers a page for people to a `User-Agent` that is not a browser's. */
  wantsBrowser: boolean;
}

export const EXNESS_KNOBS: Readonly<ExnessKnobs> = {
  login: 'partner@example.com',
  password: 'exness-simulator-password',
  tokenTtlMs: 6 * 3_600_000,
  tokenRequestsMax: 0,
  acceptBearer: false,
  limitDefault: 0,
  limitMax: 0,
  newestFirst: false,
  envelope: 'data',
  balances: false,
  volumesAsStrings: false,
  requestsPerMinuteMax: 0,
  retryAfter: 'seconds',
  wantsBrowser: false,
};
