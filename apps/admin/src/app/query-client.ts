import { QueryClient } from '@tanstack/react-query';
import { PanelError } from '../data/panel-error.js';

const RETRIES_MAX = 2;

/**
 * Reads are asked for also when the browser believes to be offline: it may be wrong, and a failure is shown.
 * Writes too: what becomes of an edit without a connection is the data provider's decision.
 */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always',
        staleTime: 10_000,
        retry: (failures, error) => failures < RETRIES_MAX && isUnreachable(error),
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}

/**
 * Reads again what is shown of a table, or of all when the connection is back. The record of an open form is left alone
 * until the form is closed: with a newer version under it, somebody else's change would be overwritten unseen.
 */
export function refreshShown(queryClient: QueryClient, table?: string): void {
  const queryKey = table === undefined ? [] : [table];
  void queryClient.invalidateQueries({ queryKey, refetchType: 'none' });
  const isForm = !window.location.pathname.includes('/show');
  void queryClient.refetchQueries({
    queryKey,
    type: 'active',
    predicate: (query) => !(isForm && query.queryKey[1] === 'getOne'),
  });
}

/** What the server refused it will refuse again; its own `Retry-After` is honoured further down. */
function isUnreachable(error: unknown): boolean {
  return error instanceof PanelError && error.code === 'UNREACHABLE';
}
