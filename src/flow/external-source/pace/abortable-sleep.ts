import { setTimeout as delay } from 'node:timers/promises';

/** Waits, at most until the signal: then it throws the signal's reason. */
export async function abortableSleep(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
