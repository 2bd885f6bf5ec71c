import type { VendorAnswer } from '../core/vendor.js';

/** One object in the vendor's envelope, where `meta` is an empty list. */
export function one(status: number, data: unknown): VendorAnswer {
  return { status, content: { kind: 'json', json: { success: true, data, meta: [] } } };
}

/** A page of records; faults find them at `data`. */
export function page(data: readonly unknown[], meta: Readonly<Record<string, unknown>>): VendorAnswer {
  return { status: 200, content: { kind: 'json', json: { success: true, data, meta }, recordsAt: ['data'] } };
}

/** The vendor's own words where they are known; the 429 is a guess, as its body is not documented (UPSTREAM-APIS §1.4). */
const MESSAGES: Readonly<Record<number, string>> = {
  400: 'An error has occurred.',
  401: 'Authentication needed.',
  402: 'License of the location must be renewed',
  403: 'Access denied.',
  422: 'Selected time is already taken or is non-working.',
  429: 'Too many requests.',
};

/**
 * The body of an error, for fault scripts: `{status: 402, body: altegioErrorBody(402)}`, or with status 200 for a refusal
 * that looks like a success (E5). A 404 has no message.
 */
export function altegioErrorBody(status: number, message?: string, errors?: unknown): object {
  const text = message ?? MESSAGES[status] ?? 'An error has occurred.';
  const meta = status === 404 ? [] : { message: text, ...(errors === undefined ? {} : { errors }) };
  return { success: false, data: null, meta };
}

/** An error in the vendor's envelope. */
export function refusal(status: number, message?: string, errors?: unknown): VendorAnswer {
  return { status, content: { kind: 'json', json: altegioErrorBody(status, message, errors) } };
}

export const unauthenticated = (): VendorAnswer => refusal(401);
export const denied = (): VendorAnswer => refusal(403);
export const missing = (): VendorAnswer => refusal(404);

/** A request that the vendor cannot read; `errors` names the parameters. */
export function invalid(errors: Readonly<Record<string, readonly string[]>>): VendorAnswer {
  return refusal(400, undefined, errors);
}
