import type { Principal } from '../../kernel/principal.js';

const PRINCIPAL = Symbol('principal');

/** Notes on a request who makes it. Only the access guard calls this, once it is sure. */
export function attachPrincipal(request: object, principal: Principal): void {
  Reflect.set(request, PRINCIPAL, principal);
}

/** Who makes a request that has passed the access guard. Throws when nobody was noted: a mistake of ours. */
export function principalOf(request: object): Principal {
  const principal = Reflect.get(request, PRINCIPAL) as Principal | undefined;
  if (principal === undefined) {
    throw new Error('A public route has no principal');
  }
  return principal;
}
