import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Outbox, OutboxView } from './outbox.js';

export const OutboxContext = createContext<Outbox | null>(null);

/** The edits of this browser that wait for the server. */
export function useOutbox(): Outbox {
  const outbox = useContext(OutboxContext);
  if (outbox === null) {
    throw new Error('There is no OutboxContext above');
  }
  return outbox;
}

/** What is in it now. */
export function useOutboxView(): OutboxView {
  const outbox = useOutbox();
  return useSyncExternalStore(outbox.subscribe, outbox.read);
}
