import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Schema } from '../api/api-client.js';
import { useCallApi } from '../ui/use-call-api.js';

export type Source = Schema<'SourceResponse'>;
export type Run = Schema<'RunResponse'>;
export type RecentRun = Schema<'RecentRunResponse'>;
export type LogLine = Schema<'RunLogLineResponse'>;
export type OpenReasons = Schema<'QuarantineReasonsResponse'>;
export type RunChange = Schema<'RunChangeResponse'>;

/** Where everything about sources is cached: invalidating it reads again whatever is on the screen. */
export const SOURCES_KEY = ['sources'] as const;

/** How often a page looks again while nothing is going on. */
const POLL_MS = 10_000;
const LIVE_POLL_MS = 3_000;
export const RUNS_PER_STRIP = 30;

export function useSources(): UseQueryResult<Source[]> {
  const call = useCallApi();
  return useQuery({
    queryKey: [...SOURCES_KEY, 'list'],
    queryFn: ({ signal }) => call((api) => api.get('/api/sources', { signal })),
    refetchInterval: POLL_MS,
  });
}

/** The title of a source, or its key while it is not known. */
export function useSourceTitle(key: string): string {
  return useSources().data?.find((source) => source.key === key)?.title ?? key;
}

/** The last runs of every source, newest first. */
export function useRecentRuns(): UseQueryResult<RecentRun[]> {
  const call = useCallApi();
  return useQuery({
    queryKey: [...SOURCES_KEY, 'recent'],
    queryFn: ({ signal }) =>
      call((api) => api.get('/api/runs', { query: { perSource: RUNS_PER_STRIP }, signal })),
    refetchInterval: POLL_MS,
  });
}

/** A run as it is now. One that is going on is better followed by its events. */
export function useRun(id: string): UseQueryResult<Run> {
  const call = useCallApi();
  return useQuery({
    queryKey: [...SOURCES_KEY, 'run', id],
    queryFn: ({ signal }) => call((api) => api.get('/api/runs/{id}', { path: { id }, signal })),
  });
}

export function useRunLog(id: string, isLive: boolean): UseQueryResult<LogLine[]> {
  const call = useCallApi();
  return useQuery({
    queryKey: [...SOURCES_KEY, 'log', id],
    queryFn: ({ signal }) => call((api) => api.get('/api/runs/{id}/log', { path: { id }, signal })),
    refetchInterval: isLive ? LIVE_POLL_MS : false,
  });
}

export function useRunChanges(id: string, isEnabled: boolean): UseQueryResult<RunChange[]> {
  const call = useCallApi();
  return useQuery({
    queryKey: [...SOURCES_KEY, 'changes', id],
    queryFn: ({ signal }) => call((api) => api.get('/api/runs/{id}/changes', { path: { id }, signal })),
    enabled: isEnabled,
  });
}

/** Why records of a run are in the quarantine, and how many for each reason. For admins. */
export function useOpenReasons(runId: string, isEnabled: boolean): UseQueryResult<OpenReasons> {
  const call = useCallApi();
  return useQuery({
    queryKey: [...SOURCES_KEY, 'reasons', runId],
    queryFn: ({ signal }) =>
      call((api) => api.get('/api/quarantine/reasons', { query: { runId, state: 'open' }, signal })),
    enabled: isEnabled,
  });
}

export interface RunsPage {
  readonly data: Run[];
  readonly pagination: Schema<'Pagination'>;
}

export function useSourceRuns(key: string, page: number, limit: number): UseQueryResult<RunsPage> {
  const call = useCallApi();
  return useQuery({
    queryKey: [...SOURCES_KEY, 'runs', key, page, limit],
    queryFn: ({ signal }) =>
      call((api) =>
        api.send<RunsPage>('get', '/api/sources/{key}/runs', {
          path: { key },
          query: { page, limit },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });
}

export function isLive(state: string): boolean {
  return state === 'running' || state === 'waiting-for-rate-limit';
}
