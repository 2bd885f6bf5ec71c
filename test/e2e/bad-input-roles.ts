import type { Role } from '../../src/kernel/principal.js';

/** Who may call what (DESIGN §7, §8), told apart from what the code says of itself. First match counts. */
const ACCESS: readonly (readonly [operation: RegExp, roles: readonly Role[]])[] = [
  [/^GET \/metrics$/, ['admin']],
  [/^\w+ \/api\/auth\//, ['admin', 'agent', 'subscriber']],
  [/^GET \/api\/users\/\{id\}$/, ['admin', 'agent', 'subscriber']],
  [/^\w+ \/api\/users/, ['admin']],
  [/^POST \/api\/sync-/, ['admin']],
  [/^GET \/api\/sync\/conflicts$/, ['admin']],
  [/^\w+ \/api\/sync\//, ['admin', 'agent', 'subscriber']],
  [/^\w+ \/api\/(?:outgoing|jobs)/, ['admin']],
  [/^POST \/api\/(?:clients|appointments)\//, ['admin']],
  [/^GET \/api\/clients\/debug/, ['admin']],
  [/^GET \/api\/quarantine\//, ['admin']],
  [/^(?:POST|PATCH) \/api\/(?:quarantine|sources|runs)\//, ['admin']],
  [/^GET \/api\/runs\/\{id\}\/changes$/, ['admin']],
  [/^GET \/api\/(?:quarantine|sources|runs)/, ['admin', 'agent']],
  [
    /^\w+ \/api\/(?:contacts|deals|deal-stages|tasks|orders|products|clients|appointments)/,
    ['admin', 'agent'],
  ],
];

/** Throws for an operation that nobody has thought about. */
export function rolesOf(operation: string): readonly Role[] {
  const found = ACCESS.find(([pattern]) => pattern.test(operation));
  if (found === undefined) {
    throw new Error(`Who may call ${operation}? Say it in bad-input-roles.ts`);
  }
  return found[1];
}
