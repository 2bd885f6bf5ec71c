import { getQueueToken } from '@nestjs/bull';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../../../test/support/app/test-app.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/postgres/test-database.js';
import { Database } from '../../database/database.js';
import { SOURCE_RUNS } from '../../flow/external-source/external-source.public.js';
import { JobDesk, JobError, type JobQueue, type QueuedJob } from '../../flow/jobs/jobs.public.js';

interface Page {
  readonly data: readonly { readonly id: string; readonly state: string; readonly error: string | null }[];
  readonly pagination: { readonly total: number };
}

describe('the routes of the background jobs', () => {
  let database: TestDatabase;
  let api: TestApp;
  let queue: JobQueue;
  let authorization: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    // An API process: nothing takes its jobs.
    api = await startTestApp({ databaseUrl: database.url, environment: { ROLE: 'api' } });
    queue = api.app.get<JobQueue>(getQueueToken(SOURCE_RUNS));
    authorization = `Bearer ${await api.adminToken()}`;
  });
  afterAll(async () => {
    await api.close();
    await database.drop();
  });
  beforeEach(() => {
    queue.process(() =>
      Promise.reject(new JobError('temporary: The source is in trouble', { isFinal: true })),
    );
  });
  afterEach(async () => {
    await api.app.get(Database).query('DELETE FROM pgboss.job');
  });

  const list = async (query: string): Promise<Page> =>
    (await (await api.fetch(`/api/jobs${query}`, { headers: { authorization } })).json()) as Page;
  const post = (path: string): Promise<Response> =>
    api.fetch(`/api/jobs/${path}`, { method: 'POST', headers: { authorization } });
  const failed = async (): Promise<QueuedJob> => {
    const job = await queue.add({ runId: 'r' });
    await queue.workOnce();
    return job;
  };

  it('W8 shows jobs by state, newest first and in pages', async () => {
    const job = await failed();
    await queue.add({ runId: 'a' });
    await queue.add({ runId: 'b' });

    const { data, pagination } = await list('?state=failed');
    const pending = await list('?state=pending&limit=1&page=2');

    expect(pagination.total).toBe(1);
    expect(data).toEqual([
      expect.objectContaining({
        id: `source-runs:${job.id}`,
        queue: 'source-runs',
        state: 'failed',
        data: { runId: 'r' },
        attemptsMade: 1,
        attempts: 3,
        error: 'temporary: The source is in trouble',
      }),
    ]);
    expect(pending).toMatchObject({ data: [{ data: { runId: 'a' } }], pagination: { total: 2, pages: 2 } });
    expect((await list('')).data).toHaveLength(1);
  });

  it('W8 retries one job, and says when it is not there or has not failed', async () => {
    const job = await failed();

    const answer = await post(`source-runs:${job.id}/retry`);
    const again = await post(`source-runs:${job.id}/retry`);

    expect([answer.status, ((await answer.json()) as { state: string }).state]).toEqual([200, 'pending']);
    expect([again.status, ((await again.json()) as { code: string }).code]).toEqual([409, 'CONFLICT']);
    for (const id of ['source-runs:nothing', 'nothing', 'nothing:1', `nothing:${job.id}`, '%00', ':']) {
      expect((await post(`${id}/retry`)).status).toBeGreaterThanOrEqual(400);
      expect((await post(`${id}/retry`)).status).toBeLessThan(500);
    }
  });

  it('W8 retries all that have failed', async () => {
    await failed();
    await failed();

    const answer = await post('retry-all');

    expect(await answer.json()).toEqual({ retried: 2 });
    expect(await api.app.get(JobDesk).counts()).toEqual({ pending: 2, running: 0, failed: 0, completed: 0 });
  });

  it('W8 takes one job when a command says so', async () => {
    await queue.add({ runId: 'a' });
    const desk = api.app.get(JobDesk);

    expect([await desk.work({ once: true }), await desk.work({ once: true })]).toEqual([1, 0]);

    expect(await desk.countsByQueue()).toMatchObject({ [SOURCE_RUNS]: { failed: 1, pending: 0 } });
    expect(await desk.listFailed()).toHaveLength(1);
  });

  it('W8 pauses a queue for every process, shows it, and lets it go on', async () => {
    const inQueue = { name: 'source-runs', running: 0, failed: 0, completed: 0 };
    await queue.add({ runId: 'a' });

    const paused = await post('queues/source-runs/pause');
    const again = await post('queues/source-runs/pause');
    const isTaken = await queue.workOnce();
    const listed = await api.fetch('/api/jobs/queues', { headers: { authorization } });
    const resumed = await post('queues/source-runs/resume');

    expect([paused.status, again.status, resumed.status, isTaken]).toEqual([200, 200, 200, false]);
    expect(await paused.json()).toEqual({ ...inQueue, isPaused: true, pending: 1 });
    expect(await listed.json()).toEqual([{ ...inQueue, isPaused: true, pending: 1 }]);
    expect(await resumed.json()).toEqual({ ...inQueue, isPaused: false, pending: 1 });
    expect(await queue.workOnce()).toBe(true);
    for (const name of ['nothing', '__proto__', '%00', 'source-runs%2f']) {
      const answer = await post(`queues/${name}/pause`);
      expect([name, answer.status >= 400 && answer.status < 500]).toEqual([name, true]);
    }
  });

  it('is for admins only, and refuses a state that is none', async () => {
    expect((await api.fetch('/api/jobs')).status).toBe(401);
    const wrong = await api.fetch('/api/jobs?state=sleeping', { headers: { authorization } });
    expect(wrong.status).toBe(400);
  });
});
