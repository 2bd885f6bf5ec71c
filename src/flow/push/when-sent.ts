import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Does `work` once the statement that was begun just before is on its way. Its parameters are more than a socket takes
 * at once, and what is left over waits for the event loop: work done at once would hold PostgreSQL up.
 */
export async function whenSent<T>(work: () => T | Promise<T>): Promise<T> {
  await nextTurn();
  return work();
}
