import { useEffect, useRef, useState } from 'react';
import { useTranslate } from 'react-admin';
import { useSession } from '../auth/session-context.js';
import { PanelError } from '../data/panel-error.js';
import { type Batch, type BatchProgress, carryOut, NO_PROGRESS } from './batch.js';

interface BatchState {
  readonly phase: 'asking' | 'running' | 'ended';
  readonly progress: BatchProgress;
  /** Why it could not go on; what was done before is done. */
  readonly problem: string | null;
  readonly start: () => void;
  /** After the call that is under way. */
  readonly stop: () => void;
}

/** Carries a batch out in this page, call by call; it stops with the page. */
export function useBatch({ action, selection }: Batch): BatchState {
  const translate = useTranslate();
  const { api } = useSession();
  const [phase, setPhase] = useState<BatchState['phase']>('asking');
  const [progress, setProgress] = useState(NO_PROGRESS);
  const [problem, setProblem] = useState<string | null>(null);
  const cut = useRef(new AbortController());
  useEffect(() => () => cut.current.abort(), []);
  const run = async (): Promise<void> => {
    cut.current = new AbortController();
    setPhase('running');
    try {
      await carryOut(
        selection,
        async (body) => (await api.post(PATHS[action], { body })).body,
        setProgress,
        cut.current.signal,
      );
    } catch (error) {
      setProblem(new PanelError(error, translate).message);
    }
    setPhase('ended');
  };
  return { phase, progress, problem, start: () => void run(), stop: () => cut.current.abort() };
}

const PATHS = { retry: '/api/quarantine/retry', ignore: '/api/quarantine/ignore' } as const;
