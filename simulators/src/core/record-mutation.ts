/** Sent as it is written, for numbers that JavaScript cannot hold: `{$raw: '9007199254740993'}`, `{$raw: '1e400'}`. */
export interface RawJson {
  readonly $raw: string;
}

export type Conversion = 'number' | 'string' | 'decimal-comma';

/**
 * One change to the records of an answer on its way out; the vendor's world keeps its values. Fields are dotted paths
 * and `*` stands for every element: `user.full_name`, `order_items.*.price`. Steps run in the order of the fields
 * below. FAULTS E11, E12, E14, E18.
 */
export interface RecordMutation {
  /** Only records whose fields have exactly these values; absent means every record. */
  readonly where?: Readonly<Record<string, unknown>>;
  /** Of those, only the one at this place. */
  readonly at?: number | 'first' | 'middle' | 'last';
  /** Appends a second copy of the record, with these fields different. */
  readonly duplicate?: { readonly set?: Readonly<Record<string, unknown>> };
  readonly set?: Readonly<Record<string, unknown>>;
  readonly convert?: Readonly<Record<string, Conversion>>;
  /** Top-level fields only: old name to new name. */
  readonly rename?: Readonly<Record<string, string>>;
  /** Top-level fields only. */
  readonly unset?: readonly string[];
  readonly remove?: boolean;
}

type JsonRecord = Record<string, unknown>;

/** The records after all mutations, one after another. Never changes its arguments. */
export function mutateRecords(records: readonly unknown[], mutations: readonly RecordMutation[]): unknown[] {
  let mutated = structuredClone(records) as unknown[];
  for (const mutation of mutations) {
    mutated = mutateOnce(mutated, mutation);
  }
  return mutated;
}

function mutateOnce(records: unknown[], mutation: RecordMutation): unknown[] {
  const chosen = new Set(choose(records, mutation));
  const copies: JsonRecord[] = [];
  for (const record of chosen) {
    if (mutation.duplicate !== undefined) {
      copies.push(withFields(structuredClone(record), mutation.duplicate.set ?? {}));
    }
    changeRecord(record, mutation);
  }
  const kept = mutation.remove === true ? records.filter((one) => !chosen.has(one as JsonRecord)) : records;
  return [...kept, ...copies];
}

function choose(records: readonly unknown[], mutation: RecordMutation): JsonRecord[] {
  const wanted = Object.entries(mutation.where ?? {});
  const fitting = records.filter(
    (record): record is JsonRecord =>
      isJsonRecord(record) && wanted.every(([path, value]) => valueAt(record, path.split('.')) === value),
  );
  if (mutation.at === undefined) {
    return fitting;
  }
  const places = { first: 0, middle: Math.floor(fitting.length / 2), last: fitting.length - 1 };
  const one = fitting[typeof mutation.at === 'number' ? mutation.at : places[mutation.at]];
  return one === undefined ? [] : [one];
}

function changeRecord(record: JsonRecord, mutation: RecordMutation): void {
  withFields(record, mutation.set ?? {});
  for (const [path, conversion] of Object.entries(mutation.convert ?? {})) {
    replaceAt(record, path.split('.'), (value) => convertValue(value, conversion));
  }
  for (const [from, to] of Object.entries(mutation.rename ?? {})) {
    record[to] = record[from];
    Reflect.deleteProperty(record, from);
  }
  for (const field of mutation.unset ?? []) {
    Reflect.deleteProperty(record, field);
  }
}

function withFields(record: JsonRecord, fields: Readonly<Record<string, unknown>>): JsonRecord {
  for (const [path, value] of Object.entries(fields)) {
    replaceAt(record, path.split('.'), () => value);
  }
  return record;
}

function convertValue(value: unknown, conversion: Conversion): unknown {
  if (value === null || value === undefined) {
    return value;
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (conversion === 'decimal-comma') {
    const [whole, fraction = ''] = text.split('.');
    return `${whole ?? ''},${fraction.padEnd(2, '0')}`;
  }
  return conversion === 'number' ? Number(text) : text;
}

function valueAt(holder: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? (value as JsonRecord)[key] : undefined),
    holder,
  );
}

function replaceAt(holder: unknown, path: readonly string[], replace: (value: unknown) => unknown): void {
  const [key, ...rest] = path;
  if (key === undefined || typeof holder !== 'object' || holder === null) {
    return;
  }
  const fields = holder as JsonRecord;
  for (const name of key === '*' ? Object.keys(fields) : [key]) {
    if (rest.length === 0) {
      Object.defineProperty(fields, name, {
        value: replace(fields[name]),
        configurable: true,
        enumerable: true,
        writable: true,
      });
    } else {
      replaceAt(fields[name], rest, replace);
    }
  }
}

/** JSON text, with every RawJson written as it is. */
export function stringifyWithRaw(value: unknown): string {
  const raws: string[] = [];
  const text = JSON.stringify(value, (_key, one: unknown) => {
    if (isJsonRecord(one) && typeof one.$raw === 'string' && Object.keys(one).length === 1) {
      raws.push(one.$raw);
      return `@raw:${raws.length - 1}@`;
    }
    return one;
  });
  return raws.length === 0
    ? text
    : text.replace(/"@raw:(\d+)@"/gu, (_all, index: string) => raws[Number(index)] ?? 'null');
}

function isJsonRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
