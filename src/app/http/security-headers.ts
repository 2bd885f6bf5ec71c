/** What every answer carries, errors and answers to what is not even HTTP included (FAULTS J5). */
const ALWAYS: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Origin-Agent-Cluster': '?1',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
  'X-DNS-Prefetch-Control': 'off',
  'X-Frame-Options': 'DENY',
  'X-Permitted-Cross-Domain-Policies': 'none',
};

const API: Readonly<Record<string, string>> = { ...ALWAYS, 'Cache-Control': 'no-store' };

/**
 * Swagger UI sets styles from its script and draws its icons from data URLs; scripts come from here
 * only, none is inline, and no other host is ever asked.
 */
const DOCUMENTATION: Readonly<Record<string, string>> = {
  ...API,
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
    "font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
};

/** The security headers of an answer, by the path that was asked for. */
export function securityHeaders(url: string): Readonly<Record<string, string>> {
  if (/^\/api\/docs(?:[/?]|$)/.test(url)) {
    return DOCUMENTATION;
  }
  return isApiUrl(url) ? API : ALWAYS;
}

/** True for what is answered per caller: never cached, and kept apart by `Authorization`. */
export function isApiUrl(url: string): boolean {
  return /^\/(?:api|metrics|health)(?:[/?]|$)/.test(url);
}
