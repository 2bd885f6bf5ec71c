import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 30_000;
const LOOK_EVERY_MS = 25;

/**
 * Waits for a fact. Throws, with its name, when it has not come true within half a minute: generous, no measure. Only
 * what takes longer by its nature, as a lease that runs out, needs more patience.
 */
export async function until(
  fact: string,
  holds: () => Promise<boolean> | boolean,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const deadlineMs = performance.now() + patienceMs;
  while (!(await holds())) {
    if (performance.now() > deadlineMs) {
      throw new Error(`It did not come true that ${fact}`);
    }
    await sleep(LOOK_EVERY_MS);
  }
}
