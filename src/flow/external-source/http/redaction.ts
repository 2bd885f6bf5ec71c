const SAMPLE_BYTES_MAX = 2048;
const HIDDEN = '[removed]';
/** The value of a JSON member, form field or header whose name says that it is secret. */
const NAMED_SECRET =
  /(["']?[\w-]*(?:token|passw|secret|authorization|api[_-]?key|login|cookie)[\w-]*["']?\s*[:=]\s*)("(?:[^"\\]|\\.)*"?|[^\s,;&}]+(?: [\w.~+/=-]{8,})?)/gi;
const EMAIL = /[\p{L}\d._%+-]+@[\p{L}\d.-]+/gu;
/** Of an address only the host is told: the rest may sign its bearer in. */
const LINK = /(https?:\/\/[^\s/"'<>\\]+)\/[^\s"'<>\\]+/gi;
/** A word of letters and digits as only machines write them: a token, a key, a session. */
const MACHINE_WORD = /(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{12,}/gi;
/** Phone numbers, national ids, card numbers: six digits or more, with the usual separators between. */
const LONG_NUMBER = /\d(?:[ .-]?\d){5,}/g;

/** Replaces the given secrets wherever they stand. Short ones are left: they would match everything. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= 4)
    .reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text);
}

/**
 * The beginning of a vendor's answer, fit to be kept on the run and shown (E8, J3): at most 2 KB, without the
 * known secrets, without values that are named like one, without addresses, links, long
 * numbers and what looks like a token.
 */
export function redactedSample(body: string, secrets: readonly string[]): string {
  // Cut late, so that a secret on the edge is still recognised whole.
  const beginning = withoutSecrets(body.slice(0, SAMPLE_BYTES_MAX * 2), secrets)
    .replaceAll('\u0000', '\u2400')
    .toWellFormed()
    .replace(NAMED_SECRET, `$1${HIDDEN}`)
    .replace(EMAIL, HIDDEN)
    .replace(LINK, `$1/${HIDDEN}`)
    .replace(MACHINE_WORD, HIDDEN)
    .replace(LONG_NUMBER, HIDDEN);
  return cutToBytes(beginning, SAMPLE_BYTES_MAX);
}

function cutToBytes(text: string, bytesMax: number): string {
  const bytes = Buffer.from(text, 'utf8');
  // A character that the cut splits decodes to U+FFFD: take it off.
  return bytes.length <= bytesMax
    ? text
    : bytes
        .subarray(0, bytesMax)
        .toString('utf8')
        .replace(/\uFFFD+$/, '');
}
