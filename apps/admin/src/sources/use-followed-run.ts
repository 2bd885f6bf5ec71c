import { useQuery } from '@tanstack/react-query';
import { useCallApi } from '../ui/use-call-api.js';
import { SOURCES_KEY } from './source-queries.js';
import { type LiveRun, useLiveRun } from './use-live-run.js';

const POLL_MS = 2_000;

/** A live run by its events, or, where there are too many of them, by looking now and then. */
export function useFollowedRun(id: string | null, isStreamed: boolean): LiveRun {
  const call = useCallApi();
  const streamed = useLiveRun(isStreamed ? id : null);
  const polled = useQuery({
    queryKey: [...SOURCES_KEY, 'run', id],
    queryFn: ({ signal }) => call((api) => api.get('/api/runs/{id}', { path: { id: id ?? '' }, signal })),
    enabled: id !== null && !isStreamed,
    refetchInterval: POLL_MS,
  });
  return isStreamed ? streamed : { run: polled.data, rate: null, isBroken: false };
}
