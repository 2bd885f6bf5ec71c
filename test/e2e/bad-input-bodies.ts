import { gzipSync } from 'node:zlib';
import { goodBody, type Operation, type Schema } from './bad-input-operations.js';
import { badValues, CANARIES } from './bad-input-values.js';

/** A body that should be refused. */
export interface BadBody {
  readonly fault: string;
  readonly body: string | Buffer;
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The field that the answer has to name. */
  readonly field?: string;
}

const JSON_TYPE = 'application/json';

/** What is wrong with a body before anybody looks for fields in it (FAULTS H5–H9, H18). */
export function unreadableBodies(): BadBody[] {
  const texts: readonly (readonly [string, string | Buffer])[] = [
    ['not JSON', `{"name": ${CANARIES.text}`],
    ['trailing junk', '{} x'],
    ['two documents', '{}{}'],
    ['single quotes', "{'name':'x'}"],
    ['NaN', '{"x":NaN}'],
    ['BOM', '\ufeff{}'],
    ['only a space', ' '],
    ['no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['UTF-16', Buffer.from('{}', 'utf16le')],
    ['depth 40', `{"x":${'['.repeat(40)}${']'.repeat(40)}}`],
    ['depth 100000', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['depth 100000 of objects', `${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`],
    ['unclosed depth', '['.repeat(100_000)],
    ['3 MB', `{"x":"${'x'.repeat(3 * 1024 * 1024)}"}`],
  ];
  return [
    ...texts.map(([fault, body]) => ({ fault: `body: ${fault}`, body, contentType: JSON_TYPE })),
    ...otherTypes(),
  ];
}

function otherTypes(): BadBody[] {
  const form = `name=${CANARIES.text}`;
  const types: readonly (readonly [type: string, body: string])[] = [
    ['application/x-www-form-urlencoded', form],
    ['text/plain', '{}'],
    ['multipart/form-data; boundary=b', `--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n--b--`],
    ['application/xml', '<a/>'],
    ['application/json; charset=utf-7', '{}'],
    ['application/json; charset=utf-16', '{}'],
    ['application/jsonx', '{}'],
    ['', '{}'],
  ];
  const encoded = ['gzip', 'br', 'x', 'gzip, gzip'].map((encoding) => ({
    fault: `body: content-encoding ${encoding}`,
    body: gzipSync('{}'),
    contentType: JSON_TYPE,
    headers: { 'content-encoding': encoding },
  }));
  return [
    ...types.map(([contentType, body]) => ({ fault: `body: type ${contentType}`, body, contentType })),
    ...encoded,
  ];
}

/** Bodies that are JSON and not what the operation reads: one fault each in a body that is good otherwise. */
export function wrongBodies(operation: Operation & { readonly body: Schema }): BadBody[] {
  const good = goodBody(operation);
  return [
    ...['null', '[]', '"x"', '5', 'true', '[{}]', ''].map((body) =>
      whole(body === '' ? 'nothing' : body, body),
    ),
    ...(operation.body.required ?? []).map((name) => missing(good, name)),
    ...Object.entries(operation.body.properties ?? {}).flatMap(([name, schema]) =>
      badValues(schema).map(([fault, json]) => ({
        ...whole(`${name}: ${fault}`, withProperty(good, name, json)),
        field: name,
      })),
    ),
    ...extraProperties(operation.body, good),
    whole('20000 properties', manyProperties(good)),
  ];
}

function whole(fault: string, body: string): BadBody {
  return { fault: `body: ${fault}`, body, contentType: JSON_TYPE };
}

function missing(good: Readonly<Record<string, unknown>>, name: string): BadBody {
  const rest = Object.fromEntries(Object.entries(good).filter(([key]) => key !== name));
  return { ...whole(`${name} is missing`, JSON.stringify(rest)), field: name };
}

/** Keys that reach prototypes, and columns that are nobody's to set (FAULTS H10, H11). */
const EXTRA: readonly string[] = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'id',
  'role',
  'createdAt',
  'created_at',
  'updatedAt',
  'passwordHash',
  'password_hash',
  'isAdmin',
  'is_admin',
  'externalId',
  'external_id',
  'idWispro',
  'code',
  'status',
  'scope',
  'overrides',
  'upstream',
  'userId',
  'owner_id',
  'tenant_id',
  'version',
  'missingSince',
  'revokedAt',
];

function extraProperties(schema: Schema, good: Readonly<Record<string, unknown>>): BadBody[] {
  return EXTRA.filter((name) => !Object.hasOwn(schema.properties ?? {}, name)).map((name) => {
    const json = name === '__proto__' ? '{"polluted":true,"isAdmin":true}' : JSON.stringify(CANARIES.text);
    return { ...whole(`extra ${name}`, withProperty(good, name, json)), field: name };
  });
}

function manyProperties(good: Readonly<Record<string, unknown>>): string {
  const extra = Array.from({ length: 20_000 }, (_, index) => `"k${index}":1`).join(',');
  return `{${extra},${JSON.stringify(good).slice(1)}`.replace(/,\}$/, '}');
}

/** Written by hand, because `JSON.stringify` cannot say `1e400`, `-0` or `__proto__`. */
function withProperty(good: Readonly<Record<string, unknown>>, name: string, json: string): string {
  const others = Object.entries(good)
    .filter(([key]) => key !== name)
    .map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return `{${[...others, `${JSON.stringify(name)}:${json}`].join(',')}}`;
}
