import type { ThrottleKnobs } from '../core/request-throttle.js';

/**
 * Behaviour that may be switched while it runs; the first values are what is known, or likeliest, of the vendor. It
 * documents no limit of requests: the throttle is off, and its 429 is a true HTTP status.
 */
export interface WisproKnobs extends ThrottleKnobs {
  /** A UUID, compared exactly with the `Authorization` header; no scheme before it. */
  token: string;
  /** So many requests are answered, then the key is expired and the body says 401; 0 is no such end (E3). */
  keyRequestsMax: number;
  /** So many requests are answered, then the licence is expired and the body says 402; 0 is no such end (E4). */
  licenceRequestsMax: number;
  /** The status of the body is the HTTP status, too; the vendor answers 200 to everything. */
  trueHttpStatus: boolean;
  /** Rows of a page without `per_page`. */
  perPageDefault: number;
  /** A greater `per_page` gets so many rows. */
  perPageMax: number;
  /** Real milliseconds before each answer: the vendor's pages are slow. */
  latencyMs: number;
  /** Newest row first, so that an insert shifts all pages. The vendor's own order is not documented. */
  newestFirst: boolean;
  /** Rows have `zone_name`; older tenants have not. */
  zoneNames: boolean;
  /** A list of one row is that row itself and no array, as one public client has met it. */
  singleObjects: boolean;
}

export const WISPRO_KNOBS: Readonly<WisproKnobs> = {
  token: '5e1f0000-0000-4000-8000-0000000000aa',
  keyRequestsMax: 0,
  licenceRequestsMax: 0,
  trueHttpStatus: false,
  perPageDefault: 20,
  perPageMax: 1_000,
  latencyMs: 0,
  newestFirst: false,
  zoneNames: true,
  singleObjects: false,
  requestsPerMinuteMax: 0,
  retryAfter: 'absent',
};
