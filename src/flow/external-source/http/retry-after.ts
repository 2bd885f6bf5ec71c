/** No vendor's wish binds us for longer (E3). */
const RETRY_AFTER_MAX_MS = 3_600_000;

const SECONDS = /^\d+$/;
/** IMF-fixdate, the only form of HTTP-date that senders may make (RFC 9110 §5.6.7). */
const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Milliseconds that a `Retry-After` header (RFC 9110 §10.2.3) asks for, at most an hour. Null for a
 * missing, negative or senseless value: then the caller backs off on its own. A date that has passed is 0.
 */
export function retryAfterMs(header: string | undefined, nowMs: number): number | null {
  const text = header?.trim() ?? '';
  if (SECONDS.test(text)) {
    return Math.min(Number(text) * 1000, RETRY_AFTER_MAX_MS);
  }
  if (!HTTP_DATE.test(text)) {
    return null;
  }
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.min(Math.max(at - nowMs, 0), RETRY_AFTER_MAX_MS);
}
