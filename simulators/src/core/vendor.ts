import type { IncomingHttpHeaders } from 'node:http';

/** A request as a vendor's routes see it. */
export interface VendorRequest {
  readonly method: string;
  /** Below the vendor's base path, with its leading slash: `/orders`. Null when it is outside the base path. */
  readonly route: string | null;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What a vendor answers before any fault script has touched it. */
export interface VendorAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Real milliseconds before the answer, as a slow vendor needs them; a fault's own delay is used instead. */
  readonly delayMs?: number;
  /** Adds a weak ETag over the body; with `compare` an equal `If-None-Match` is answered with 304. */
  readonly etag?: 'send' | 'compare';
  readonly content:
    | {
        readonly kind: 'json';
        readonly json: unknown;
        /** Where the records lie in `json`: `[]` for a bare array, `['data']` for an envelope. Absent: no records. */
        readonly recordsAt?: readonly string[];
      }
    | { readonly kind: 'html'; readonly html: string }
    | { readonly kind: 'none' };
}

export type KnobValue = string | number | boolean;

/**
 * One vendor, behind the common server. A vendor answers and keeps its world; it never sees sockets, faults or
 * the journal, so that every vendor misbehaves in the same ways (UPSTREAM-APIS §6).
 */
export interface SimulatedVendor {
  /** In messages and in `GET /_sim`. */
  readonly name: string;
  /** `/api/v1`; no trailing slash. */
  readonly basePath: string;
  /** Behaviour that may be switched while it runs. The server writes only known names with a value of the same type. */
  readonly knobs: object;

  /** Never throws for anything a client sent. */
  answer(request: VendorRequest): VendorAnswer;

  /** One command of `POST /_sim/world`; throws a ControlError for a bad one. Returns what to answer. */
  changeWorld(command: Readonly<Record<string, unknown>>): unknown;

  /** For `GET /_sim/world`: counts, not contents. */
  describeWorld(): unknown;

  /** Back to the world of the seed. */
  reset(): void;
}

/** A bad command to the simulator itself; answered as 400 under `/_sim`, thrown in the programmatic API. */
export class ControlError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ControlError';
  }
}
