import { afterEach, describe, expect, it } from '@jest/globals';
import { ScheduleModule, SchedulerRegistry } from '@nestjs/schedule';
import { Test, type TestingModule } from '@nestjs/testing';
import { readEnvironment } from '../config/environment.js';
import { HourlyJob } from './scheduled-job.js';

class CountingJob extends HourlyJob {
  runCount = 0;

  async run(): Promise<object> {
    this.runCount += 1;
    return Promise.resolve({ runCount: this.runCount });
  }
}

class OtherJob extends CountingJob {}

class FailingJob extends HourlyJob {
  async run(): Promise<null> {
    return Promise.reject(new Error('the disk is full'));
  }
}

const jobIn = (variables: Record<string, string>): CountingJob => new CountingJob(readEnvironment(variables));

describe('a scheduled job', () => {
  let app: TestingModule | null = null;

  afterEach(async () => {
    await app?.close();
    app = null;
  });

  it.each([
    [{ ROLE: 'all' }, 1],
    [{ ROLE: 'worker' }, 1],
    [{ ROLE: 'api' }, 0],
    [{ ROLE: 'worker', SCHEDULER_ENABLED: 'false' }, 0],
  ])('in a process with %j runs %i times an hour', async (variables, runCount) => {
    const job = jobIn(variables);

    await job.runHourly();

    expect(job.runCount).toBe(runCount);
  });

  it('runs by hand in any process', async () => {
    expect(await jobIn({ ROLE: 'api' }).run()).toEqual({ runCount: 1 });
  });

  it('fails without harm to the process', async () => {
    await expect(
      new FailingJob(readEnvironment({ LOG_LEVEL: 'silent' })).runHourly(),
    ).resolves.toBeUndefined();
  });

  it('has a timer of its own', async () => {
    app = await Test.createTestingModule({
      imports: [ScheduleModule.forRoot()],
      providers: [
        { provide: CountingJob, useValue: jobIn({}) },
        { provide: OtherJob, useValue: new OtherJob(readEnvironment({})) },
      ],
    }).compile();
    app.useLogger(false);
    await app.init();

    expect(app.get(SchedulerRegistry).getIntervals()).toHaveLength(2);
  });
});
