import { it } from '@jest/globals';
import type { JobStore } from './job-store.js';
import { openQueue } from './job-store.js';

/** No test: a worker in a process of its own, started by jest because jest reads TypeScript. It waits to be killed. */
it('takes a job and hangs in it', async () => {
  const store = JSON.parse(process.env.JOB_STORE ?? '') as JobStore;
  const { queue } = await openQueue(store, process.env.JOB_QUEUE ?? '');
  queue.process(async (job) => {
    await job.progress('hanging');
    await new Promise(() => undefined);
  });
  queue.work();
  await new Promise(() => undefined);
});
