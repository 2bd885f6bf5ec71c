import { ApiProblem } from '@sync-hub/sync-client';
import type { AuthProvider } from 'react-admin';
import type { PanelSession } from '../api/session.js';
import { type AnyFeature, mayDo } from '../app/feature.js';
import { PanelError } from '../data/panel-error.js';

/** Codes after which nothing works until somebody signs in again. */
const ENDED: readonly string[] = [
  'UNAUTHENTICATED',
  'SESSION_REVOKED',
  'DEVICE_REVOKED',
  'PASSWORD_CHANGE_REQUIRED',
];

/** react-admin's questions about who is here, answered by the session. What is permitted the server decides. */
export function createAuthProvider(session: PanelSession, features: readonly AnyFeature[]): AuthProvider {
  return {
    // The login page has opened the session: it alone knows what to do when a password must be changed first.
    login: () => Promise.resolve(),
    logout: () => session.logout(),
    checkAuth: () =>
      session.isSignedIn ? Promise.resolve() : Promise.reject(Object.assign(new Error(), { message: false })),
    checkError: async (error: unknown) => {
      if (!isEndOfSession(error)) {
        return;
      }
      await session.forget();
      throw error instanceof Error ? error : new Error('the session has ended');
    },
    getIdentity: async () => {
      const { id, name } = await session.me();
      return { id, fullName: name };
    },
    getPermissions: async () => (await session.me()).role,
    canAccess: async ({ action, resource }) => {
      const { role } = await session.me();
      const feature = features.find(({ name }) => name === resource);
      return feature === undefined || mayDo(feature, action, role);
    },
  };
}

function isEndOfSession(error: unknown): boolean {
  const cause = error instanceof PanelError ? error.cause : error;
  return cause instanceof ApiProblem && ENDED.includes(cause.code);
}
