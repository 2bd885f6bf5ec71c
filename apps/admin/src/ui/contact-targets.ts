/** Nothing that means something in a URL: no `?`, `&`, `%` or `:` could add a subject, a copy or another scheme. */
const EMAIL = /^[\p{L}\p{N}._+'-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})+$/u;
const PHONE = /^\+?[\d ()./-]{5,30}$/;
const PHONE_NOISE = /[^\d+]/g;

/** Where a click on an address leads; null when the text is not plainly an e-mail address. */
export function mailtoOf(text: string): string | null {
  return EMAIL.test(text) ? `mailto:${text}` : null;
}

/** Where a click on a number leads; null when the text is not plainly a phone number. */
export function telOf(text: string): string | null {
  return PHONE.test(text) ? `tel:${text.replace(PHONE_NOISE, '')}` : null;
}
