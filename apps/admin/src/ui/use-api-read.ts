import { keepPreviousData, type QueryKey, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Answer, ApiClient } from '../api/api-client.js';
import { useCallApi } from './use-call-api.js';

/**
 * Reads what is no record by a typed call, with failures as pages show them. While another page is read, the one
 * before stays. The key begins with the resource's name where an edit of its records makes the answer out of date.
 */
export function useApiRead<Data>(
  key: QueryKey,
  read: (api: ApiClient, signal: AbortSignal) => Promise<Answer<Data>>,
  options: { readonly refetchInterval?: number } = {},
): UseQueryResult<Data> {
  const callApi = useCallApi();
  return useQuery({
    ...options,
    queryKey: key,
    queryFn: ({ signal }) => callApi((api) => read(api, signal)),
    placeholderData: keepPreviousData,
  });
}
