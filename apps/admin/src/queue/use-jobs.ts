import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useTranslate } from 'react-admin';
import type { Schema } from '../api/api-client.js';
import { useSession } from '../auth/session-context.js';
import { PanelError } from '../data/panel-error.js';

export type Job = Schema<'JobResponse'>;
export type JobQueue = Schema<'JobQueueResponse'>;

export const JOB_STATES = ['pending', 'running', 'failed', 'completed'] as const;
export type JobState = (typeof JOB_STATES)[number];

export const JOBS_A_PAGE = 25;
/** Jobs come and go within seconds. */
const REFRESH_MS = 5_000;
const KEY = 'jobs';

/** The queues as they are now. */
export function useJobQueues(): UseQueryResult<readonly JobQueue[], PanelError> {
  const { api } = useSession();
  return usePolled(['queues'], async (signal) => (await api.get('/api/jobs/queues', { signal })).body);
}

/** A page of the jobs in one state, newest first. */
export function useJobs(
  state: JobState,
  page: number,
): UseQueryResult<{ readonly jobs: readonly Job[]; readonly total: number }, PanelError> {
  const { api } = useSession();
  return usePolled([state, page], async (signal) => {
    const { body } = await api.get('/api/jobs', { query: { state, page, limit: JOBS_A_PAGE }, signal });
    return { jobs: body.data, total: body.pagination.total };
  });
}

/** Reads queues and jobs again, after something was done to them. */
export function useRefreshJobs(): () => void {
  const client = useQueryClient();
  return () => void client.invalidateQueries({ queryKey: [KEY] });
}

function usePolled<Data>(
  key: readonly unknown[],
  read: (signal: AbortSignal) => Promise<Data>,
): UseQueryResult<Data, PanelError> {
  const translate = useTranslate();
  return useQuery<Data, PanelError>({
    queryKey: [KEY, ...key],
    queryFn: async ({ signal }) => {
      try {
        return await read(signal);
      } catch (error) {
        throw signal.aborted ? error : new PanelError(error, translate);
      }
    },
    refetchInterval: REFRESH_MS,
    staleTime: 0,
  });
}
