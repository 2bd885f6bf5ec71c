import { normalLogin } from '../login-name.js';

export const PASSWORD_LENGTH_MIN = 10;
export const PASSWORD_LENGTH_MAX = 200;
/** Fewer different characters than this is a pattern, not a password: `1111111111`, `abababababab`. */
const DIFFERENT_CHARACTERS_MIN = 5;

/** What others know of a person, and so may not be the password (FAULTS I8). */
export interface KnownAbout {
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly code: string | null;
  readonly idNumber: string | null;
}

/** The one form of a password, so that two keyboards make the same one of the same characters. */
export function normalPassword(password: string): string {
  return password.normalize('NFKC');
}

/** Why `password` may not be used, as a sentence for the person; null when it may. Length counts characters. */
export function passwordProblem(password: string, known: KnownAbout): string | null {
  const characters = Array.from(normalPassword(password));
  if (characters.length < PASSWORD_LENGTH_MIN || characters.length > PASSWORD_LENGTH_MAX) {
    return `must have ${PASSWORD_LENGTH_MIN} to ${PASSWORD_LENGTH_MAX} characters`;
  }
  if (new Set(characters).size < DIFFERENT_CHARACTERS_MIN) {
    return `must have at least ${DIFFERENT_CHARACTERS_MIN} different characters`;
  }
  return isKnown(characters.join(''), known)
    ? 'must not be your name, id, phone number, code or e-mail address'
    : null;
}

function isKnown(password: string, known: KnownAbout): boolean {
  const words = [
    known.name,
    known.email,
    known.email?.split('@', 1)[0],
    known.phone,
    known.code,
    known.idNumber,
  ];
  const numbers = [known.phone, known.code, known.idNumber];
  const bare = bareText(password);
  const digits = bareDigits(password);
  return (
    words.some((word) => word != null && bareText(word) !== '' && bareText(word) === bare) ||
    // A number with a prefix letter, leading zeros or other separators is still that number.
    (bare.length - digits.length <= 2 &&
      numbers.some((number) => isSameNumber(digits, bareDigits(number ?? ''))))
  );
}

/** Also with or without a country code in front: one ends with the other, and little is left. */
function isSameNumber(digits: string, number: string): boolean {
  return (
    number.length >= 6 &&
    digits.length >= 6 &&
    Math.abs(digits.length - number.length) <= 3 &&
    (digits.endsWith(number) || number.endsWith(digits))
  );
}

function bareText(text: string): string {
  return normalLogin(text).replace(/[^\p{L}\p{N}]/gu, '');
}

function bareDigits(text: string): string {
  return text.normalize('NFKC').replace(/\D/g, '').replace(/^0+/, '');
}
