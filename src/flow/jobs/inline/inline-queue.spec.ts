import { beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { SystemClock } from '../../../kernel/clock.js';
import { JobError } from '../job-error.js';
import { InlineQueue } from './inline-queue.js';

const AT_ONCE = { backoff: { type: 'fixed', delay: 0 } } as const;

describe('jobs that run in the caller', () => {
  let queue: InlineQueue;

  beforeEach(() => {
    Logger.overrideLogger(false);
    queue = new InlineQueue('test', new SystemClock());
  });

  it('W8 have ended when they are added', async () => {
    const seen: object[] = [];
    queue.process((job) => Promise.resolve(seen.push(job.data)));

    const job = await queue.add({ n: 1 });

    expect(seen).toEqual([{ n: 1 }]);
    expect(await job.getState()).toBe('completed');
    expect(await queue.getJobCounts()).toMatchObject({ completed: 1, waiting: 0 });
    expect(await queue.getJobs(['completed'], 0, 9)).toEqual([job]);
  });

  it('W7 are tried three times, and once more on request', async () => {
    let count = 0;
    queue.process(() => {
      count += 1;
      return count < 4 ? Promise.reject(new JobError('No luck')) : Promise.resolve();
    });

    const job = await queue.add({}, AT_ONCE);
    expect(job).toMatchObject({ attemptsMade: 3, failedReason: 'No luck', state: 'failed' });
    await job.retry();

    expect([count, await job.getState()]).toEqual([4, 'completed']);
    await expect(job.retry()).rejects.toThrow();
  });

  it('are not tried again when that is of no use', async () => {
    queue.process(() => Promise.reject(new JobError('Never', { isFinal: true })));

    expect(await queue.add({}, AT_ONCE)).toMatchObject({ attemptsMade: 1, state: 'failed' });
  });

  it('run once for each id', async () => {
    let count = 0;
    queue.process(() => Promise.resolve((count += 1)));

    await queue.add({ n: 1 }, { jobId: 'a' });
    await queue.add({ n: 2 }, { jobId: 'a' });

    expect(count).toBe(1);
  });

  it('wait while their queue is paused', async () => {
    let count = 0;
    queue.process(() => Promise.resolve((count += 1)));
    await queue.pause();
    const job = await queue.add({});
    expect([count, await job.getState()]).toEqual([0, 'waiting']);

    await queue.resume();

    expect(await job.getState()).toBe('completed');
  });

  it('are forgotten in the end, the oldest first', async () => {
    queue.process(() => Promise.resolve());
    const first = await queue.add({ n: 0 });
    for (let n = 1; n <= 500; n += 1) {
      await queue.add({ n });
    }

    expect(await queue.getJob(first.id)).toBeNull();
    expect((await queue.getJobCounts()).completed).toBe(500);
  });
});
