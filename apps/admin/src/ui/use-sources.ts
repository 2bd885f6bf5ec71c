import { useQuery } from '@tanstack/react-query';
import { useSession } from '../auth/session-context.js';

interface KnownSources {
  readonly choices: readonly { readonly id: string; readonly name: string }[];
  /** A source's title, or its key while it is not known. */
  readonly titleOf: (key: string) => string;
}

/** The external sources by their titles. */
export function useSources(): KnownSources {
  const { api } = useSession();
  const { data = [] } = useQuery({
    queryKey: ['sources', 'titles'],
    queryFn: async ({ signal }) => (await api.get('/api/sources', { signal })).body,
    select: (sources) => sources.map(({ key, title }) => ({ id: key, name: title })),
  });
  return { choices: data, titleOf: (key) => data.find(({ id }) => id === key)?.name ?? key };
}
