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

/**
 * The board of the job queue is a library's: it styles elements by attributes, its links are relative to a `<base>`, and
 * the font that it would take from another host is refused.
 */
const JOB_BOARD: Readonly<Record<string, string>> = {
  ...API,
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
    "font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'none'",
};

/**
 * The panel's styles are rules that its script adds to style elements without text (CSSOM). The hash is that of
 * the empty text: such elements may be made, and any that comes with text, as markup could bring it, is refused.
 * The panel sets `Cache-Control` itself.
 */
const PANEL: Readonly<Record<string, string>> = {
  ...ALWAYS,
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; " +
    "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; img-src 'self'; font-src 'self'; " +
    "connect-src 'self'; manifest-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; " +
    "form-action 'none'",
};

/** The security headers of an answer, by the path that was asked for. */
export function securityHeaders(url: string): Readonly<Record<string, string>> {
  if (/^\/admin(?:[/?]|$)/.test(url)) {
    return PANEL;
  }
  if (/^\/api\/docs(?:[/?]|$)/.test(url)) {
    return DOCUMENTATION;
  }
  if (/^\/api\/jobs\/board(?:[/?]|$)/.test(url)) {
    return JOB_BOARD;
  }
  return isApiUrl(url) ? API : ALWAYS;
}

/** True for what is answered per caller: never cached, and kept apart by `Authorization`. */
export function isApiUrl(url: string): boolean {
  return /^\/(?:api|metrics|health)(?:[/?]|$)/.test(url);
}
