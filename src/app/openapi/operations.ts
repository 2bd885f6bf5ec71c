import type { OpenAPIObject } from '@nestjs/swagger';
import { type ProblemKind, PROBLEMS } from './problems.js';

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']>;

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;
type Method = (typeof METHODS)[number];

/**
 * Says of every operation who may call it and which errors it may answer, so that no controller has to
 * repeat it. What a controller says itself is kept.
 */
export function completeOperations(document: OpenAPIObject, publicIds: ReadonlySet<string>): OpenAPIObject {
  const paths = Object.entries(document.paths).map(([path, item]): [string, PathItem] => {
    const completed = METHODS.flatMap((method): [Method, Operation][] => {
      const operation = item[method];
      return operation === undefined ? [] : [[method, complete(path, method, operation, publicIds)]];
    });
    return [path, { ...item, ...Object.fromEntries(completed) }];
  });
  return { ...document, paths: Object.fromEntries(paths) };
}

function complete(
  path: string,
  method: Method,
  operation: Operation,
  publicIds: ReadonlySet<string>,
): Operation {
  const isPublic = publicIds.has(operation.operationId ?? '');
  const problems = problemsOf(path, method, operation, isPublic).map((kind) => [
    String(PROBLEMS[kind].status),
    { $ref: `#/components/responses/${PROBLEMS[kind].name}` },
  ]);
  return {
    ...operation,
    description: operation.description ?? operation.summary ?? '',
    responses: { ...Object.fromEntries(problems), ...operation.responses } as Operation['responses'],
    security: isPublic ? [] : [{ bearer: [] }],
  };
}

function problemsOf(path: string, method: Method, operation: Operation, isPublic: boolean): ProblemKind[] {
  const hasBody = operation.requestBody !== undefined;
  const hasParameters = (operation.parameters ?? []).length > 0;
  const writes = method !== 'get';
  const rules: readonly (readonly [boolean, ProblemKind])[] = [
    [hasBody || hasParameters || writes, 'badRequest'],
    [!isPublic, 'unauthenticated'],
    [!isPublic, 'forbidden'],
    [path.includes('{'), 'notFound'],
    [writes && !isPublic, 'conflict'],
    [/\/sync\/(?:initial|incremental)$/.test(path), 'cursorGone'],
    [acceptsIfMatch(operation), 'stale'],
    [hasBody, 'tooLarge'],
    [hasBody, 'unsupportedType'],
    [!path.startsWith('/health/'), 'throttled'],
    [path !== '/health/live', 'unavailable'],
  ];
  return rules.flatMap(([applies, kind]) => (applies ? [kind] : []));
}

function acceptsIfMatch(operation: Operation): boolean {
  return (operation.parameters ?? []).some(
    (parameter) => 'name' in parameter && parameter.name.toLowerCase() === 'if-match',
  );
}
