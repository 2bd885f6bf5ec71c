import type { VendorAnswer } from '../core/vendor.js';

/** A refusal. The vendor documents the names of its errors and not their body; this is how such servers write it. */
export function refusal(
  status: number,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): VendorAnswer {
  return { status, headers, content: { kind: 'json', json: { detail } } };
}

/** Not found, NotAcceptable and so on, with the vendor's usual words. */
export const REFUSALS = {
  notAuthenticated: () => unauthenticated('Authentication credentials were not provided.'),
  badToken: () => unauthenticated('Error decoding signature.'),
  expired: () => unauthenticated('Signature has expired.'),
  badLogin: () => unauthenticated('Unable to log in with provided credentials.'),
  notFound: () => refusal(404, 'Not found.'),
  notAcceptable: () => refusal(406, 'Could not satisfy the request Accept header.'),
} as const;

function unauthenticated(detail: string): VendorAnswer {
  return refusal(401, detail, { 'WWW-Authenticate': 'JWT realm="api"' });
}
