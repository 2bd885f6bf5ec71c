import { createContext, useContext } from 'react';
import type { PanelSession } from '../api/session.js';

/** The session for whatever is no record: login, password, streams, and calls that the data provider does not know. */
export const SessionContext = createContext<PanelSession | null>(null);

export function useSession(): PanelSession {
  const session = useContext(SessionContext);
  if (session === null) {
    throw new Error('There is no SessionContext above');
  }
  return session;
}
