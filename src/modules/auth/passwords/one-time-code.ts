import { createHash, randomInt } from 'node:crypto';

/** Without I, L, O, U, 0 and 1: read out on the phone, typed on a phone. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 12;

/** A new code of about 59 random bits, in groups of four: `7QXF-2MNB-KD9T`. */
export function newOneTimeCode(): string {
  const characters = Array.from({ length: LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join(
    '',
  );
  return (characters.match(/.{4}/g) ?? []).join('-');
}

/** What is stored of a code. Case, spaces and dashes do not count. */
export function oneTimeCodeHash(code: string): Buffer {
  const bare = code
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '');
  return createHash('sha256').update(bare).digest();
}
