import { keepPreviousData, type QueryKey, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Answer, ApiClient } from '../api/api-client.js';
import { useSession } from '../auth/session-context.js';
import { PanelError } from '../data/panel-error.js';
import { useText } from '../i18n/text.js';

/**
 * Reads what is no record by a typed call, with failures as pages show them. While another page is read, the one
 * before stays. The key begins with the resource's name where an edit of its records makes the answer out of date.
 */
export function useApiRead<Data>(
  key: QueryKey,
  read: (api: ApiClient, signal: AbortSignal) => Promise<Answer<Data>>,
  options: { readonly refetchInterval?: number } = {},
): UseQueryResult<Data> {
  const { api } = useSession();
  const text = useText();
  return useQuery({
    ...options,
    queryKey: key,
    queryFn: async ({ signal }) => {
      try {
        return (await read(api, signal)).body;
      } catch (error) {
        throw signal.aborted ? error : new PanelError(error, text);
      }
    },
    placeholderData: keepPreviousData,
  });
}
