import type { Operation } from './bad-input-operations.js';

/** What may stand where an id belongs, as it goes on the wire (FAULTS H1, H10, H12, H16, H17). */
const SEGMENTS: readonly (readonly [fault: string, segment: string])[] = [
  ['unknown id', '7d0a1b52-2f6e-4c1c-9a55-0d6c7d1f2a10'],
  ['no UUID', 'nothing-of-this-name'],
  ['NUL', 'a%00b'],
  ['only a NUL', '%00'],
  ['lone surrogate', '%ED%A0%80'],
  ['no UTF-8', '%ff'],
  ['half an escape', '%'],
  ['bad escape', '%zz'],
  ['300 characters', 'x'.repeat(300)],
  ['10 KB', 'x'.repeat(10_240)],
  ['parent folder', '..%2f..%2fetc%2fpasswd'],
  ['encoded dots', '%2e%2e%2f'],
  ['path parameter', '..;'],
  ['backslash', '..%5c..%5c'],
  ['Cyrillic', '%D0%B6%D0%B6'],
  ['right to left', '%E2%80%AEabc'],
  ['four bytes', '%F0%9F%A6%8A'],
  ['zero width', '%E2%80%8B'],
  ['quote', '%27%20OR%201%3D1--'],
  ['sleep', '1%3Bselect%20pg_sleep(2)'],
  ['prototype', '__proto__'],
  ['constructor', 'constructor'],
  ['toString', 'toString'],
  ['line breaks', 'a%0d%0aX-Evil%3A%201'],
  ['negative', '-1'],
  ['number', '9007199254740993'],
  ['nothing', ''],
  ['null', 'null'],
];

/** The operation's path with each of its parameters replaced by each of the odd segments. */
export function badTargets(
  operation: Operation,
  goodTarget: (operation: Operation, replaced: Readonly<Record<string, string>>) => string,
): { readonly fault: string; readonly target: string }[] {
  return operation.parameters
    .filter((parameter) => parameter.in === 'path')
    .flatMap(({ name }) =>
      SEGMENTS.map(([fault, segment]) => ({
        fault: `path ${name}: ${fault}`,
        target: goodTarget(operation, { [name]: segment }),
      })),
    );
}
