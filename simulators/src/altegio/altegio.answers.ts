import type { VendorAnswer } from '../core/vendor.js';

/** One object in the vendor's envelope, where `meta` is an empty list. */
export function one(status: number, data: unknown): VendorAnswer {
  return { status, content: { kind: 'json', json: { success: true, data, meta: [] } } };
}

/** A page of records; faults find them at `data`. */
export function page(data: readonly unknown[], meta: Readonly<Record<string, unknown>>): VendorAnswer {
  return { status: 200, content: { kind: 'json', json: { success: true, data, meta }, recordsAt: ['data'] } };
}

/** An error in the vendor's envelope; a 404 has no message (UPSTREAM-APIS §1.4). */
export function refusal(status: number, message: string, errors?: unknown): VendorAnswer {
  const meta = status === 404 ? [] : { message, ...(errors === undefined ? {} : { errors }) };
  return { status, content: { kind: 'json', json: { success: false, data: null, meta } } };
}

export const unauthenticated = (): VendorAnswer => refusal(401, 'Authentication needed.');
export const denied = (): VendorAnswer => refusal(403, 'Access denied.');
export const missing = (): VendorAnswer => refusal(404, '');

/** A request that the vendor cannot read; `errors` names the parameters. */
export function invalid(errors: Readonly<Record<string, readonly string[]>>): VendorAnswer {
  return refusal(400, 'An error has occurred.', errors);
}
