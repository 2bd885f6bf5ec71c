import { setTimeout as sleep } from 'node:timers/promises';
import type { ComposedApp } from '../create-app.js';

/** Balancers see "not ready" and clients are told to close their connections before any is closed on them. */
const DRAIN_MS = 1_000;
/** What was begun may take this long (FAULTS T1); then its connection is cut. */
const IN_FLIGHT_MS = 20_000;

/**
 * Ends an application that listens, without a client seeing a reset: first not ready, then no new
 * connection, then the requests in flight, then the modules and the pool.
 */
export async function stopApp({ app, shutdown }: ComposedApp): Promise<void> {
  shutdown.startDraining();
  await sleep(DRAIN_MS);
  shutdown.startClosing();
  const cutOff = setTimeout(() => {
    app.getHttpServer().closeAllConnections();
  }, IN_FLIGHT_MS);
  try {
    await app.close();
  } finally {
    clearTimeout(cutOff);
  }
}
