export type Path = readonly (string | number)[];
export type Scalar = string | number | boolean | null;

/** One value of a payload that is no object or list, and where it stands. */
export interface Leaf {
  readonly path: Path;
  readonly value: Scalar;
}

/** More inputs than that are no form any more. */
export const LEAVES_MAX = 80;

/** The values of a payload in their order, at most one more than a form shows. */
export function leavesOf(payload: unknown, path: Path = []): Leaf[] {
  if (typeof payload !== 'object' || payload === null) {
    return [{ path, value: payload as Scalar }];
  }
  const leaves: Leaf[] = [];
  for (const [key, member] of Object.entries(payload) as [string, unknown][]) {
    const rest = leavesOf(member, [...path, Array.isArray(payload) ? Number(key) : key]);
    leaves.push(...rest.slice(0, LEAVES_MAX + 1 - leaves.length));
  }
  return leaves;
}

/** The payload with another value at a place that it has; everything else is as it was. */
export function withLeaf(payload: unknown, [key, ...below]: Path, value: Scalar): unknown {
  if (key === undefined) {
    return value;
  }
  if (Array.isArray(payload)) {
    const items: readonly unknown[] = payload;
    return items.map((item, index) => (index === key ? withLeaf(item, below, value) : item));
  }
  // `fromEntries` defines a `__proto__` as data, where an assignment would not.
  return Object.fromEntries(
    Object.entries(payload as object).map(([name, member]: [string, unknown]) => [
      name,
      name === key ? withLeaf(member, below, value) : member,
    ]),
  );
}

/** What stands at a place; undefined when the payload has no such place. */
export function valueAt(payload: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Readonly<Record<string | number, unknown>>)[key]
        : undefined,
    payload,
  );
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/** What somebody typed, in the type of the value that came: a number stays one as long as it can be read as one. */
export function typedAs(before: unknown, text: string): Scalar {
  if (typeof before === 'number' && NUMBER.test(text) && String(Number(text)) === text) {
    return Number(text);
  }
  return text === '' && typeof before !== 'string' ? null : text;
}

export type ParsedPayload =
  | { readonly payload: Readonly<Record<string, unknown>>; readonly line: null }
  /** `line` is where the text stops to be JSON; 0 when it is JSON and no object, or nobody can tell. */
  | { readonly payload: null; readonly line: number };

/** A correction is an object, in the shape of its source. */
export function parsePayload(text: string): ParsedPayload {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? { payload: parsed as Readonly<Record<string, unknown>>, line: null }
      : { payload: null, line: 0 };
  } catch (error) {
    const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    return {
      payload: null,
      line: position === undefined ? 0 : text.slice(0, Number(position)).split('\n').length,
    };
  }
}
