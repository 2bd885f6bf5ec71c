/**
 * Behaviour that may be switched while it runs. The first values are those that the vendor documents; where it
 * documents nothing, the stricter one (UPSTREAM-APIS §1, §6).
 */
export interface AltegioKnobs {
  /** The partner's token: what stands behind `Bearer`. */
  companyToken: string;
  /** A user token that never expires; empty for none, so that only a login helps. */
  userToken: string;
  login: string;
  password: string;
  /** Of a token from `POST /auth`, in milliseconds of the virtual clock. 0: until it is made to expire. */
  tokenTtlMs: number;
  /** A token from `POST /auth` is refused after this many calls. 0: never. */
  tokenCallsMax: number;
  /** Refuses a request without the Accept header of response format 2.0 with 400. What the vendor does is unverified. */
  requireAccept: boolean;
  /** For another company than ours: 403 or 404. */
  wrongCompanyStatus: number;
  /** A larger `count` is served as this many: 50, 100, 200 or 300. */
  countMax: number;
  /** `newest-first` (by id), `oldest-first` or `by-date`. The vendor documents no order. */
  order: string;
  /** Enforces `callsPerSecondMax` and `callsPerMinuteMax`, in sliding windows over all requests. */
  enforceLimits: boolean;
  callsPerSecondMax: number;
  callsPerMinuteMax: number;
  /** `real` time, because clients wait by it, or `virtual` time. */
  limitClock: string;
  /** In a 429: `none`, `seconds`, `http-date`, or any other text as it is. */
  retryAfter: string;
  /** The body of a 429: `json`, or `html` as a proxy would send it. */
  limitBody: string;
  /** `boolean` or `number` (0 and 1). */
  deletedAs: string;
  /** `list` or `object`. */
  customFieldsAs: string;
  /** `number` or `string`, for the ids of record, visit and staff. */
  idsAs: string;
  /** Every `datetime` has the offset of winter; without it only some records do. */
  wrongSummerOffset: boolean;
  /** Accepts `PUT` and `DELETE` of a record; without it both are answered with 403. */
  writeBack: boolean;
  /** Honours an `Idempotency-Key`, which the vendor does not know; without it a repeated write is done again. */
  idempotencyKeys: boolean;
  /** Webhooks are posted this long after a change, in real milliseconds; below 0 they wait for `deliver`. */
  webhookDelayMs: number;
  /** 0 or 2 in the vendor's two texts: after a transport error, 429 or 5xx, and not after another 4xx. */
  webhookRetries: number;
  /** Real milliseconds between two tries of a webhook. */
  webhookRetryMs: number;
  webhookTimeoutMs: number;
  /** Sent as `Authorization: Bearer …` with every webhook; empty for none. */
  webhookBearer: string;
}

export const ALTEGIO_KNOBS: Readonly<AltegioKnobs> = {
  companyToken: 'altegio-simulator-company-token',
  userToken: 'altegio-simulator-user-token',
  login: 'sim',
  password: 'altegio-simulator-password',
  tokenTtlMs: 0,
  tokenCallsMax: 0,
  requireAccept: true,
  wrongCompanyStatus: 403,
  countMax: 300,
  order: 'newest-first',
  enforceLimits: false,
  callsPerSecondMax: 5,
  callsPerMinuteMax: 200,
  limitClock: 'real',
  retryAfter: 'none',
  limitBody: 'json',
  deletedAs: 'boolean',
  customFieldsAs: 'list',
  idsAs: 'number',
  wrongSummerOffset: false,
  writeBack: false,
  idempotencyKeys: true,
  webhookDelayMs: -1,
  webhookRetries: 2,
  webhookRetryMs: 1_500,
  webhookTimeoutMs: 10_000,
  webhookBearer: '',
};
