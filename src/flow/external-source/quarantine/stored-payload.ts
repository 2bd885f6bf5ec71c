import { isStorableText } from '../../../kernel/text.js';

const ESCAPE = '$json';
/** Deeper than any vendor's record; PostgreSQL and we ourselves would recurse without end (H5). */
const DEPTH_MAX = 64;
const TOO_DEEP = '[nested too deep to be kept]';

/**
 * Makes a payload fit for a `jsonb` column: values of the secret keys are left out, in any depth and case (W12), and
 * whatever holds a text that PostgreSQL refuses (NUL, lone surrogates) is kept as `{"$json": "<escaped JSON>"}`, so
 * that nothing is lost (X6). {@link payloadFromStored} gives it back.
 */
export function payloadToStored(payload: unknown, secretKeys: readonly string[]): unknown {
  return toStored(payload, new Set(secretKeys.map((key) => key.toLowerCase())), 0);
}

/** The payload as the source sent it, secrets excepted. */
export function payloadFromStored(stored: unknown): unknown {
  if (Array.isArray(stored)) {
    return stored.map(payloadFromStored);
  }
  if (typeof stored !== 'object' || stored === null) {
    return stored;
  }
  const entries: [string, unknown][] = Object.entries(stored);
  const [first] = entries;
  if (entries.length === 1 && first?.[0] === ESCAPE && typeof first[1] === 'string') {
    return JSON.parse(first[1]) as unknown;
  }
  return Object.fromEntries(entries.map(([key, value]) => [key, payloadFromStored(value)]));
}

function toStored(value: unknown, secretKeys: ReadonlySet<string>, depth: number): unknown {
  if (depth > DEPTH_MAX) {
    return TOO_DEEP;
  }
  if (typeof value === 'string') {
    return isStorableText(value) ? value : escaped(value);
  }
  if (Array.isArray(value)) {
    return value.map((item) => toStored(item, secretKeys, depth + 1));
  }
  if (typeof value !== 'object' || value === null) {
    return value ?? null;
  }
  const entries = Object.entries(value).filter(([key]) => !secretKeys.has(key.toLowerCase()));
  const mustEscape = entries.some(([key]) => key === ESCAPE || !isStorableText(key));
  const kept = Object.fromEntries(
    entries.map(([key, member]): [string, unknown] => [
      key,
      mustEscape ? withoutSecretKeys(member, secretKeys, depth + 1) : toStored(member, secretKeys, depth + 1),
    ]),
  );
  return mustEscape ? escaped(kept) : kept;
}

function withoutSecretKeys(value: unknown, secretKeys: ReadonlySet<string>, depth: number): unknown {
  if (depth > DEPTH_MAX) {
    return TOO_DEEP;
  }
  if (Array.isArray(value)) {
    return value.map((item) => withoutSecretKeys(item, secretKeys, depth + 1));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value).filter(([key]) => !secretKeys.has(key.toLowerCase()));
  return Object.fromEntries(
    entries.map(([key, member]) => [key, withoutSecretKeys(member, secretKeys, depth + 1)]),
  );
}

/** JSON.stringify writes NUL and lone surrogates as `\uXXXX`, which every column can hold. */
function escaped(value: unknown): Record<string, string> {
  return { [ESCAPE]: JSON.stringify(value) };
}
