import { isStorableText } from '../../kernel/text.js';
import type { FieldProblem } from '../../kernel/app-error.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/**
 * True when arrays and objects are nested deeper than `depthMax`. Looks at bytes only and never
 * recurses, so that it can run before `JSON.parse`, on any bytes at all (FAULTS H5).
 */
export function isDeeperThan(body: Uint8Array, depthMax: number): boolean {
  let depth = 0;
  for (let index = 0; index < body.length; index += 1) {
    const byte = body[index] ?? 0;
    if (byte === QUOTE) {
      index = endOfString(body, index);
    } else if (OPENING.has(byte)) {
      depth += 1;
      if (depth > depthMax) {
        return true;
      }
    } else if (CLOSING.has(byte)) {
      depth -= 1;
    }
  }
  return false;
}

/** The index of the quote that ends the string which starts at `start`. */
function endOfString(body: Uint8Array, start: number): number {
  let index = start + 1;
  while (index < body.length && body[index] !== QUOTE) {
    index += body[index] === BACKSLASH ? 2 : 1;
  }
  return index;
}

/**
 * Keys that would reach an object's prototype when somebody copies or merges it, and those that every object
 * has already: class-validator takes `toString` for a field that its class knows (FAULTS H10, H11).
 */
const POLLUTING_KEYS = new Set(['prototype', ...Object.getOwnPropertyNames(Object.prototype)]);
/** Without one of these in its text, a body has nothing that {@link unsafeParts} could find. */
const MAY_BE_UNSAFE = new RegExp(['\\\\u', ...POLLUTING_KEYS].join('|'));

/**
 * What must not come in although it is good JSON: keys that pollute prototypes, and texts that PostgreSQL
 * cannot hold (NUL, lone surrogates: FAULTS H1, H2). `text` is the body that `value` was parsed from;
 * nearly every body is cleared by one look at it.
 */
export function unsafeParts(text: string, value: unknown): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (MAY_BE_UNSAFE.test(text)) {
    collectUnsafe(value, '', problems);
  }
  return problems;
}

/** Recursion is safe here: the depth was limited before. */
function collectUnsafe(value: unknown, path: string, problems: FieldProblem[]): void {
  if (typeof value === 'string') {
    if (!isStorableText(value)) {
      problems.push({ field: path, message: 'has a NUL character or half a surrogate pair' });
    }
    return;
  }
  if (typeof value !== 'object' || value === null) {
    return;
  }
  for (const [key, member] of Object.entries(value)) {
    const memberPath = path === '' ? key : `${path}/${key}`;
    if (POLLUTING_KEYS.has(key) || !isStorableText(key)) {
      problems.push({ field: printable(memberPath), message: 'is not a name that a field may have' });
    } else {
      collectUnsafe(member, memberPath, problems);
    }
  }
}

function printable(path: string): string {
  return path.replaceAll('\u0000', '').toWellFormed();
}

/** True for a name that must never be used as a key of an ordinary object. */
export function isPollutingKey(key: string): boolean {
  return POLLUTING_KEYS.has(key);
}
