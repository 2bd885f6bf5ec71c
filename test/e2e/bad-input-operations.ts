import { readFileSync } from 'node:fs';
import { TEST_ADMIN } from '../support/app/test-app.js';

/** As much of a JSON schema as the document of this API uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly maxLength?: number;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly format?: string;
  readonly example?: unknown;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly schema: Schema;
}

/** One route of the document with what it reads. */
export interface Operation {
  /** `PATCH /api/contacts/{id}`. */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** Null when the route takes no body. */
  readonly body: Schema | null;
  readonly isPublic: boolean;
}

interface DocumentedOperation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly security?: readonly unknown[];
}

export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** The committed document: tests need their names before an application runs. */
export function committedDocument(): OpenApiDocument {
  const text = readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8');
  return JSON.parse(text) as OpenApiDocument;
}

/** Every operation of the document, in its order, with references resolved. */
export function operationsOf(document: OpenApiDocument): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      parameters: operation.parameters ?? [],
      body: bodyOf(operation, document),
      isPublic: operation.security?.length === 0,
    })),
  );
}

function bodyOf({ requestBody }: DocumentedOperation, document: OpenApiDocument): Schema | null {
  const schema = requestBody?.content['application/json']?.schema;
  const name = schema?.$ref?.split('/').at(-1);
  return (name === undefined ? schema : document.components.schemas[name]) ?? null;
}

/** The JSON types that a schema lets pass. */
export function typesOf(schema: Schema): ReadonlySet<string> {
  const own = [schema.type ?? []].flat();
  const nested = (schema.oneOf ?? []).flatMap((part) => [...typesOf(part)]);
  return new Set([...own, ...nested]);
}

/** What cannot be told from the document: fields that exclude each other, and the secrets of the test's admin. */
const GOOD_BODIES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'POST /api/appointments/sync': { range: 'today', insertOnly: false },
  'POST /api/auth/change-password': {
    currentPassword: TEST_ADMIN.password,
    newPassword: 'seven slow green boats',
  },
  'POST /api/auth/login': { login: TEST_ADMIN.email, password: TEST_ADMIN.password },
  'POST /api/quarantine/ignore': { ids: ['7d0a1b52-2f6e-4c1c-9a55-0d6c7d1f2a10'] },
  'POST /api/quarantine/retry': { ids: ['7d0a1b52-2f6e-4c1c-9a55-0d6c7d1f2a10'] },
  'PUT /api/products/{id}/stock': { stockQuantity: 40 },
  'PATCH /api/users/{id}': { name: 'Ana Example' },
  'POST /api/sources/{key}/run': { mode: 'full', dryRun: true },
  'POST /api/sync/outgoing': { changes: {} },
};

/** A body that the route takes: only then is one wrong thing in it what is refused. */
export function goodBody({ name, body }: Operation): Readonly<Record<string, unknown>> {
  const known = GOOD_BODIES[name];
  return known ?? examplesOf(body?.properties ?? {});
}

function examplesOf(properties: Readonly<Record<string, Schema>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => !LEFT_OUT.has(name))
      .map(([name, property]) => [name, goodValue(property)]),
  );
}

/** Our own id, and what has to name a record that exists. */
const LEFT_OUT = new Set(['id', 'assignedToUserId', 'contactId', 'relatedEntityId', 'relatedEntityType']);

function goodValue(schema: Schema): unknown {
  if (schema.example !== undefined) {
    return schema.example;
  }
  const choice = schema.enum?.[0];
  if (choice !== undefined) {
    return choice;
  }
  const types = typesOf(schema);
  if (schema.format === 'date') {
    return '2026-01-31';
  }
  if (types.has('string')) {
    return 'text';
  }
  if (types.has('integer')) {
    return schema.minimum ?? 1;
  }
  return types.has('boolean') ? false : {};
}
