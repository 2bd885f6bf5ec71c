import type { Operation, Parameter } from './bad-input-operations.js';
import { BAD_DATES } from './bad-input-values.js';

/** A query string that should be refused. */
export interface BadQuery {
  readonly fault: string;
  /** Without its question mark. */
  readonly query: string;
}

/** Every query parameter with what is no value of it, and parameters that do not exist. */
export function badQueries(operation: Operation): BadQuery[] {
  const parameters = operation.parameters.filter((parameter) => parameter.in === 'query');
  return [...parameters.flatMap(badValuesOf), ...unknownParameters()];
}

function badValuesOf(parameter: Parameter): BadQuery[] {
  const { name } = parameter;
  const raw: readonly (readonly [string, string])[] = [
    ['NUL', `${name}=a%00b`],
    ['lone surrogate', `${name}=%ED%A0%80`],
    ['no UTF-8', `${name}=%ff`],
    ['10 KB', `${name}=${'1'.repeat(10_240)}`],
    ['twice', `${name}=1&${name}=2`],
    ['brackets', `${name}[]=1`],
    ['key in brackets', `${name}[a]=1`],
    ['prototype in brackets', `${name}[__proto__]=1`],
    ['dotted prototype', `${name}.__proto__=1`],
  ];
  return [
    ...raw.map(([fault, query]) => ({ fault: `query ${name}: ${fault}`, query })),
    ...wrongValues(parameter).map((value) => ({
      fault: `query ${name}: ${JSON.stringify(value.slice(0, 40))}`,
      query: `${name}=${encodeURIComponent(value)}`,
    })),
  ];
}

const NO_CHOICE = [
  '',
  'nope',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  "' OR 1=1--",
  '1;select pg_sleep(2)',
  'id',
  'updated_at',
  '{}',
];
const NO_INTEGER = [
  '',
  'abc',
  '1.5',
  '-1',
  '0',
  '1e400',
  'NaN',
  'Infinity',
  '9007199254740993',
  '0x10',
  '1e1',
  ' 5',
  'true',
];
const NO_UUID = ['', 'x', '../..', "' OR 1=1--", '7d0a1b52-2f6e-4c1c-9a55'];

/** Texts that are no value of the parameter; none when any text is one. */
function wrongValues({ name, schema }: Parameter): readonly string[] {
  if (schema.enum !== undefined || schema.type === 'boolean') {
    return NO_CHOICE;
  }
  if (schema.type === 'integer') {
    return NO_INTEGER;
  }
  if (schema.format === 'date-time' || ['dateFrom', 'dateTo'].includes(name)) {
    return BAD_DATES;
  }
  if (schema.format === 'uuid') {
    return NO_UUID;
  }
  if (schema.maxLength !== undefined) {
    return ['x'.repeat(schema.maxLength + 1)];
  }
  return WRONG_BY_NAME[name] ?? [];
}

/** Parameters of the sync routes whose documented type is text and whose values are not any text. */
const WRONG_BY_NAME: Readonly<Record<string, readonly string[]>> = {
  tables: ['', ',', 'CONTACTS;', "contacts' OR 1=1--", 'x'.repeat(600), '__proto__', 'pg_authid'],
  limit: NO_INTEGER,
  page: ['', 'x', "' OR 1=1--", 'e30', '__proto__', 'x'.repeat(4_100)],
  schemaVersion: ['', '-1', '1.5', 'abc', '1e400', '99999999999'],
  since: [
    '',
    'abc',
    '-1',
    '1.5',
    '1e400',
    'NaN',
    '9007199254740993',
    ...BAD_DATES.filter((text) => text !== '0'),
  ],
  lastPulledAt: ['', 'abc', '-1', '1.5', 'null', 'undefined', '9007199254740993'],
  migration: ['', '[]', '5', '{"tables":5}', '{"columns":[{}]}', '{"tables":[5]}', '{', '"x"'],
  verify: ['', 'CONTACTS', "contacts' OR 1=1--", '__proto__', 'constructor', 'pg_authid'],
  prefix: ['x'.repeat(37)],
};

function unknownParameters(): BadQuery[] {
  const names = [
    'unknown',
    'constructor',
    '__proto__',
    'prototype',
    '__proto__[polluted]',
    'toString',
    'limit%00',
  ];
  return names.map((name) => ({ fault: `query of its own: ${name}`, query: `${name}=1` }));
}
