import type { Principal } from '../../kernel/principal.js';

/**
 * For answers that outlive the guard's check, such as server-sent events: ask every few seconds, and end
 * the answer on null, so that a logout or a disabled account is obeyed within 5 s (FAULTS I2).
 */
export abstract class LivePrincipals {
  /** The caller as of at most 2 s ago, with its present role; null when the session no longer opens data. */
  abstract find(principal: Principal): Promise<Principal | null>;
}
