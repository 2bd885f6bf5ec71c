import type { OpenAPIObject } from '@nestjs/swagger';
import { ERROR_CODES } from '../../kernel/error-codes.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Responses = NonNullable<NonNullable<OpenAPIObject['components']>['responses']>;

/** The errors that routes share: name in the document, status, and what it means for the caller. */
export const PROBLEMS = {
  badRequest: {
    status: 400,
    name: 'BadRequest',
    description: 'The request is not understood; `errors` names each field.',
  },
  unauthenticated: {
    status: 401,
    name: 'Unauthenticated',
    description: 'No valid token, or its session has ended.',
  },
  forbidden: { status: 403, name: 'Forbidden', description: 'The role does not permit this.' },
  notFound: {
    status: 404,
    name: 'NotFound',
    description: 'No such record among those that the caller may see.',
  },
  conflict: {
    status: 409,
    name: 'Conflict',
    description: 'It contradicts what is stored or what is running.',
  },
  cursorGone: {
    status: 410,
    name: 'CursorGone',
    description: 'The cursor cannot be used: read `/api/sync/initial`, keep unsent edits.',
  },
  stale: { status: 412, name: 'Stale', description: 'The record changed since it was read (`If-Match`).' },
  tooLarge: {
    status: 413,
    name: 'TooLarge',
    description: 'The body or the batch is over a limit; `limit` says which.',
  },
  unsupportedType: {
    status: 415,
    name: 'UnsupportedType',
    description: 'The body is not `application/json` in UTF-8.',
  },
  throttled: {
    status: 429,
    name: 'Throttled',
    description: 'Too many requests; come back after `Retry-After`.',
  },
  unavailable: {
    status: 503,
    name: 'Unavailable',
    description: 'A dependency is away; come back after `Retry-After`.',
  },
} as const;

export type ProblemKind = keyof typeof PROBLEMS;

const PROBLEM_SCHEMA: Schemas[string] = {
  type: 'object',
  description: 'A problem document (RFC 9457). Further members depend on `code`.',
  required: ['type', 'title', 'status', 'code', 'detail', 'instance', 'requestId'],
  properties: {
    type: { type: 'string', example: 'about:blank' },
    title: { type: 'string', example: 'Bad Request' },
    status: { type: 'integer', example: 400 },
    code: { type: 'string', enum: Object.keys(ERROR_CODES).sort(), example: 'VALIDATION' },
    detail: { type: 'string', example: 'The request has fields that are missing or wrong.' },
    instance: { type: 'string', example: '/api/orders' },
    requestId: { type: 'string', example: '0b8f7a52-6d0c-4f5e-9a53-0f3f4f1f2c11' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: {
          field: { type: 'string', example: 'status' },
          message: { type: 'string', example: 'status must be a string' },
        },
      },
    },
  },
  additionalProperties: true,
};

/** Adds the `Problem` schema and one response of each kind, for operations to refer to. */
export function describeProblems(document: OpenAPIObject): OpenAPIObject {
  const responses: Responses = Object.fromEntries(
    Object.values(PROBLEMS).map(({ name, status, description }) => [
      name,
      {
        description,
        ...(status === 429 || status === 503 ? { headers: RETRY_AFTER } : {}),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
  return {
    ...document,
    components: {
      ...document.components,
      schemas: { ...document.components?.schemas, Problem: PROBLEM_SCHEMA },
      responses: { ...document.components?.responses, ...responses },
    },
  };
}

const RETRY_AFTER = {
  'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' as const, example: 2 } },
};
