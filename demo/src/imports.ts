import { setTimeout as sleep } from 'node:timers/promises';
import { DemoFailure } from './demo-failure.js';
import type { Office, Run } from './office.js';

export type SourceKey = 'strattera-products' | 'strattera-orders' | 'exness' | 'wispro' | 'altegio';

/** What is asked of a run; nothing is a full one. */
export type RunRequest = Readonly<Record<string, string>>;

const LOOK_EVERY_MS = 100;
const FIRST_RUN_MS_MAX = 10_000;

/** Hears how many records a run has seen so far. */
export type RunListener = (fetched: number) => void;

/** The run that the server itself began when it started; if there is none after a while, one begun by hand. */
export async function followFirstRun(office: Office, source: SourceKey, listen: RunListener): Promise<Run> {
  const patience = performance.now() + FIRST_RUN_MS_MAX;
  while (performance.now() < patience) {
    const run = await office.findNewestRun(source);
    if (run !== null) {
      return followRun(office, run.id, listen);
    }
    await sleep(LOOK_EVERY_MS);
  }
  return runNow(office, source);
}

/** A run that begins after this call: one that is under way may have read the shop before the last change. */
export async function runNow(
  office: Office,
  source: SourceKey,
  request: RunRequest = {},
  listen: RunListener = () => undefined,
): Promise<Run> {
  for (;;) {
    const start = await office.startRun(source, request);
    if ('started' in start) {
      return followRun(office, start.started, listen);
    }
    await followRun(office, start.underWay, () => undefined);
  }
}

/** How long a run took. */
export function runMs({ startedAt, finishedAt }: Run): number {
  return finishedAt === null ? 0 : Date.parse(finishedAt) - Date.parse(startedAt);
}

async function followRun(office: Office, runId: string, listen: RunListener): Promise<Run> {
  for (;;) {
    const run = await office.getRun(runId);
    listen(run.counts.fetched);
    if (run.finishedAt !== null) {
      return requireSuccess(run);
    }
    await sleep(LOOK_EVERY_MS);
  }
}

function requireSuccess(run: Run): Run {
  // Bad records of a vendor go to quarantine: that is how it should be.
  if (run.state !== 'succeeded' && run.state !== 'completed-with-errors') {
    throw new DemoFailure(`The import ended as "${run.state}": ${run.error?.message ?? 'see its run'}.`);
  }
  return run;
}
