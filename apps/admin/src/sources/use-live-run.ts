import { useEffect, useState } from 'react';
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { ApiProblem, serverSentEvents } from '@sync-hub/sync-client';
import type { ApiClient } from '../api/api-client.js';
import { useSession } from '../auth/session-context.js';
import { RunMeter } from './run-meter.js';
import { isLive, type Run, SOURCES_KEY } from './source-queries.js';

export interface LiveRun {
  /** Undefined until the first event. */
  readonly run: Run | undefined;
  /** Records a second; null while that cannot be told. */
  readonly rate: number | null;
  /** The stream broke, and is being opened again. */
  readonly isBroken: boolean;
}

const RETRY_MS_MIN = 500;
const RETRY_MS_MAX = 15_000;
/** A stream that is silent for so long may be dead without saying so; a run that waits for hours is silent, too. */
const SILENCE_MS_MAX = 45_000;
const NOTHING: LiveRun = { run: undefined, rate: null, isBroken: false };

/**
 * Follows a run by its events until it has ended: then everything about sources is read again. Opens the stream
 * again when it breaks, and closes it when the page is left. `id` null: nothing is followed.
 */
export function useLiveRun(id: string | null): LiveRun {
  const { api } = useSession();
  const queryClient = useQueryClient();
  const [live, setLive] = useState<{ readonly id: string | null; readonly state: LiveRun }>({
    id,
    state: NOTHING,
  });
  useEffect(() => {
    if (id === null) {
      return;
    }
    const leaving = new AbortController();
    void follow({ api, queryClient, id, signal: leaving.signal }, (state) => setLive({ id, state }));
    return () => leaving.abort();
  }, [api, queryClient, id]);
  return live.id === id ? live.state : NOTHING;
}

interface Following {
  readonly api: ApiClient;
  readonly queryClient: QueryClient;
  readonly id: string;
  readonly signal: AbortSignal;
}

async function follow(following: Following, show: (live: LiveRun) => void): Promise<void> {
  const { queryClient, id, signal } = following;
  const meter = new RunMeter();
  let live = NOTHING;
  let failures = 0;
  const see = (run: Run): void => {
    failures = 0;
    live = { run, rate: meter.see(performance.now(), run.counts.fetched) ?? live.rate, isBroken: false };
    queryClient.setQueryData([...SOURCES_KEY, 'run', id], run);
    show(live);
  };
  do {
    const outcome = await readStream(following, see);
    if (outcome === 'finished' || outcome === 'gone') {
      await queryClient.invalidateQueries({ queryKey: SOURCES_KEY });
      return;
    }
    failures += 1;
    live = { ...live, isBroken: failures > 1 };
    show(live);
    await pause(Math.min(RETRY_MS_MAX, RETRY_MS_MIN * 2 ** (failures - 1)), signal);
  } while (!signal.aborted);
}

/** `broken`: before the run has ended. `gone`: the server refuses for good. */
async function readStream(
  { api, id, signal }: Following,
  see: (run: Run) => void,
): Promise<'finished' | 'gone' | 'broken'> {
  const attempt = new AbortController();
  const end = (): void => attempt.abort();
  signal.addEventListener('abort', end);
  let watchdog = setTimeout(end, SILENCE_MS_MAX);
  try {
    const { body } = await api.open('get', '/api/runs/{id}/events', { path: { id }, signal: attempt.signal });
    if (body === null) {
      return 'broken';
    }
    for await (const { data } of serverSentEvents(body)) {
      clearTimeout(watchdog);
      watchdog = setTimeout(end, SILENCE_MS_MAX);
      const run = JSON.parse(data) as Run;
      see(run);
      if (!isLive(run.state)) {
        return 'finished';
      }
    }
    return 'broken';
  } catch (error) {
    return error instanceof ApiProblem && error.status < 500 && error.status !== 429 ? 'gone' : 'broken';
  } finally {
    clearTimeout(watchdog);
    signal.removeEventListener('abort', end);
    attempt.abort();
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, signal.aborted ? 0 : ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
