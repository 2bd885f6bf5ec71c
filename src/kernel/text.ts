import { isUtf8 } from 'node:buffer';

/** The text of these bytes, a byte order mark included; null when they are not UTF-8. */
export function decodeUtf8(bytes: Buffer): string | null {
  return isUtf8(bytes) ? bytes.toString('utf8') : null;
}

/**
 * True when PostgreSQL can hold the text as it is: no NUL (22021 in text, 22P05 in jsonb) and no lone
 * surrogate (silently replaced in text, 22P05 in jsonb). FAULTS H1, H2; requirement X6.
 */
export function isStorableText(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed();
}
