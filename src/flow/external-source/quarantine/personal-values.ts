/** What a person sees in place of a value. Sent back in a correction it means "as it was". */
export const HIDDEN = '[hidden]';

/** Longer than any name or address. Whatever a longer text is, a person would not read it to the end. */
const LENGTH_MAX = 2_000;
/** Deeper than any record; what lies below is cut by {@link payloadToStored} in any case. */
const DEPTH_MAX = 64;

/** Parts of names, in lower case and without separators, under which everything is personal or secret. */
const PERSONAL_NAMES =
  /phone|mobile|mail|passw|token|secret|login|authorization|cookie|apikey|national|identification|idnumber|cedula|passport|bankcard|birth/;
/** Names of free text, where people write down whatever they were told. */
const FREE_TEXT_NAMES = /comment|note|detail|remark|memo/;

const EMAIL = /[\p{L}\d._%+-]{1,64}@[\p{L}\d-]+\.[\p{L}\d.-]+/u;
/** `V-12.345.678`, `J300000004`, `12.345.678`. */
const NATIONAL_ID =
  /(?<![\p{L}\d])(?:[VEJGP][ -]{0,3}\d{1,3}(?:\.?\d{3}){2,3}|\d{1,2}(?:\.\d{3}){2})(?!\d)/iu;
/** Nine digits and more, as people separate them. */
const PHONE = /\+?\d(?:[ ().-]{0,2}\d){8,}/;
/** A number by itself is an id or an amount, unless it is as long as phone numbers are. */
const PLAIN_NUMBER = /^-?(?:\d{1,9}|\d{15,}|\d+\.\d+)$/;
/** An address that leads somewhere: it may sign its bearer in. */
const LINK = /https?:\/\/[^\s/]+\/\S/i;
/** Ids and times, whose digits are nobody's. */
const HARMLESS =
  /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|\d{4}-\d\d-\d\d(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?|\d\d\.\d\d\.\d{4}(?: [\d:]+)?/gi;

type Replace = (value: string | number) => unknown;

/**
 * The payload with each personal value replaced: what stands under a name that says so, free text, and any text with an
 * e-mail address, a phone number, a national id or a link in it. Pure; the payload stays as it is.
 */
export function replacePersonal(payload: unknown, replace: Replace): unknown {
  return replaced(payload, replace, { isPersonal: false, isFreeText: false }, 0);
}

/** The payload as people may see it. */
export function hidePersonal(payload: unknown): unknown {
  return replacePersonal(payload, () => HIDDEN);
}

/** A correction whose hidden values are those of `known`, place by place. */
export function restoreHidden(corrected: unknown, known: unknown): unknown {
  if (corrected === HIDDEN) {
    return known === undefined ? HIDDEN : known;
  }
  if (Array.isArray(corrected)) {
    return corrected.map((item, index) =>
      restoreHidden(item, Array.isArray(known) ? known[index] : undefined),
    );
  }
  return isObject(corrected)
    ? mapMembers(corrected, (value, key) =>
        restoreHidden(value, isObject(known) && Object.hasOwn(known, key) ? known[key] : undefined),
      )
    : corrected;
}

/** Whether a value is missing that only {@link HIDDEN} stands for. */
export function hasHidden(payload: unknown, depth = 0): boolean {
  return (
    payload === HIDDEN ||
    (depth <= DEPTH_MAX &&
      typeof payload === 'object' &&
      payload !== null &&
      Object.values(payload).some((value) => hasHidden(value, depth + 1)))
  );
}

interface Place {
  readonly isPersonal: boolean;
  readonly isFreeText: boolean;
}

function replaced(value: unknown, replace: Replace, place: Place, depth: number): unknown {
  if (typeof value === 'string') {
    const isHidden = place.isPersonal || place.isFreeText || isPersonalText(value);
    return value !== '' && isHidden ? replace(value) : value;
  }
  if (typeof value === 'number') {
    return place.isPersonal ? replace(value) : value;
  }
  if (depth > DEPTH_MAX) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map((item) => replaced(item, replace, place, depth + 1));
  }
  return isObject(value)
    ? mapMembers(value, (member, key) => replaced(member, replace, placeOf(key, place), depth + 1))
    : value;
}

function placeOf(key: string, { isPersonal }: Place): Place {
  const name = key.toLowerCase().replace(/[^a-z]/g, '');
  return { isPersonal: isPersonal || PERSONAL_NAMES.test(name), isFreeText: FREE_TEXT_NAMES.test(name) };
}

function isPersonalText(text: string): boolean {
  if (text.length > LENGTH_MAX) {
    return true;
  }
  if (PLAIN_NUMBER.test(text)) {
    return false;
  }
  const rest = text.replace(HARMLESS, '');
  return [EMAIL, NATIONAL_ID, PHONE, LINK].some((pattern) => pattern.test(rest));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `fromEntries` defines a `__proto__` as data, where an assignment would not. */
function mapMembers(
  object: Readonly<Record<string, unknown>>,
  map: (value: unknown, key: string) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]));
}
