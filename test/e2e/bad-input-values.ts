import type { Schema } from './bad-input-operations.js';
import { typesOf } from './bad-input-operations.js';

/** Words that must come back in no answer and be in no log line, wherever they were sent (FAULTS J3). */
export const CANARIES = {
  text: 'canary-marmoset-quartz',
  phone: '+7 999 777-31-73',
  email: 'canary.person@canary.test',
  password: 'Canary-Password-8815',
} as const;

/** Text that a careless server would run. */
export const INJECTIONS = [
  "' OR 1=1--",
  "x'; SELECT pg_sleep(2)--",
  '1;select pg_sleep(2)',
  '%',
  '_',
  '${7*7}',
  '<script>alert(1)</script>',
  '../../etc/passwd',
  'toString',
  '__proto__',
] as const;

/** JSON texts that are no value of a field with this schema, each with what is wrong with it. */
export function badValues(schema: Schema): (readonly [fault: string, json: string])[] {
  const types = typesOf(schema);
  return [
    ...wrongTypes(types),
    ...(types.has('string') ? badTexts(schema) : []),
    ...(types.has('integer') ? badIntegers(schema) : []),
  ];
}

function wrongTypes(types: ReadonlySet<string>): (readonly [string, string])[] {
  const others: readonly (readonly [type: string, json: string])[] = [
    ['string', JSON.stringify(CANARIES.text)],
    ['integer', '7'],
    ['boolean', 'true'],
    ['object', `{"a":${JSON.stringify(CANARIES.text)}}`],
    ['array', '[]'],
    ['array', `[${JSON.stringify(CANARIES.text)}]`],
    ['null', 'null'],
  ];
  return others
    .filter(([type]) => !types.has(type))
    .map(([type, json]) => [`${type} for another type`, json]);
}

function badTexts(schema: Schema): (readonly [string, string])[] {
  const bad: (readonly [string, string])[] = [
    ['NUL', '"a\\u0000b"'],
    ['lone surrogate', '"a\\ud800b"'],
    ['reversed surrogates', '"\\udc00\\ud800"'],
  ];
  if (schema.maxLength !== undefined) {
    bad.push(['over its length', JSON.stringify('x'.repeat(schema.maxLength * 2 + 1))]);
  }
  if (schema.minLength !== undefined) {
    bad.push(['empty', '""']);
  }
  if (schema.enum !== undefined || schema.oneOf !== undefined) {
    bad.push(
      ...['nope', '', 'constructor', '__proto__', 'toString'].map((text) => inText('no choice', text)),
    );
  }
  if (schema.format === 'date-time' || schema.format === 'date') {
    bad.push(...BAD_DATES.map((text) => inText('no date', text)));
  }
  if (isDecimal(schema)) {
    bad.push(...BAD_DECIMALS.map((text) => inText('no decimal', text)));
    bad.push(['over every number', '1e400'], ['over the digits kept', '9007199254740993000']);
  }
  if (schema.format === 'email') {
    bad.push(inText('no address', 'nobody'), inText('no address', `${CANARIES.text}@`));
  }
  return bad;
}

function inText(fault: string, text: string): readonly [string, string] {
  return [`${fault} ${JSON.stringify(text)}`, JSON.stringify(text)];
}

/** FAULTS H4: what PostgreSQL refuses, rolls over, or would take in earnest. */
export const BAD_DATES = [
  '2026-02-30T00:00:00Z',
  '2026-02-30',
  '2026-13-01T00:00:00Z',
  '2026-01-01T25:00:00Z',
  'infinity',
  '-infinity',
  '+300000-01-01T00:00:00Z',
  '9999999-01-01',
  'tomorrow',
  'now',
  '0',
  '',
] as const;

const BAD_DECIMALS = [
  'NaN',
  'Infinity',
  '-Infinity',
  '1e5',
  '0x10',
  '12,50',
  '1.123456789',
  '١٢',
  '',
  ' 1',
  '1'.repeat(60),
] as const;

/** Amounts travel as text: the document shows it by their examples. */
function isDecimal(schema: Schema): boolean {
  return typeof schema.example === 'string' && /^\d+\.\d+$/.test(schema.example);
}

/** FAULTS H3. */
function badIntegers(schema: Schema): (readonly [string, string])[] {
  const bad: (readonly [string, string])[] = [
    ['fraction', '1.5'],
    ['over every number', '1e400'],
    ['far over every number', '1e999999'],
    ['over the integers kept', '9007199254740993'],
    ['over 32 bits', '2147483648'],
  ];
  return schema.minimum === undefined ? bad : [...bad, ['under its minimum', String(schema.minimum - 1)]];
}
