import { type ChildProcess, spawn } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeSource } from '../../../../test/support/external-source/fake-source.js';
import { type Pipeline, startPipeline } from '../../../../test/support/external-source/pipeline.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/postgres/test-database.js';
import { ScheduleTicker } from '../schedule/schedule-ticker.js';

const PRODUCTS = ['1', '2', '3', '4'].map((id) => ({ id, name: `Product ${id}`, price: '1.00' }));

describe('a worker process that is killed in the middle of a run', () => {
  let testDatabase: TestDatabase;
  let survivor: Pipeline;
  let source: FakeSource;
  let worker: ChildProcess;

  beforeEach(async () => {
    testDatabase = await createTestDatabase();
    source = new FakeSource('fake');
    source.products = PRODUCTS;
    survivor = await startPipeline(testDatabase.url, [[source, {}]]);
  });
  afterEach(async () => {
    worker.kill('SIGKILL');
    await survivor.close();
    await testDatabase.drop();
  });

  /** Answers the run that the killed process leaves behind, one page stored. */
  const killWorker = async (hasCursors: boolean): Promise<string> => {
    source.hasCursors = hasCursors;
    worker = spawn(
      process.execPath,
      [
        '--experimental-vm-modules',
        'node_modules/jest/bin/jest.js',
        '--runInBand',
        '--testMatch',
        '**/hanging-worker.child.ts',
      ],
      {
        stdio: 'ignore',
        env: {
          ...process.env,
          WORKER_DATABASE_URL: testDatabase.url,
          WORKER_HAS_CURSORS: String(hasCursors),
        },
      },
    );
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    await until(
      async () => (await survivor.database.query('SELECT 1 FROM source_run WHERE pages = 1')).length === 1,
    );
    await expect(survivor.runner.start('fake', { mode: 'full' }, { kind: 'manual' })).rejects.toMatchObject({
      code: 'RUN_IN_PROGRESS',
    });
    worker.kill('SIGKILL');
    await ended;
    const [run] = await survivor.database.query<{ id: string }>('SELECT id FROM source_run');
    return run!.id;
  };

  it('A1 C6 is succeeded by another, which goes on after the last finished page', async () => {
    const runId = await killWorker(true);

    await until(async () => {
      await survivor.app.get(ScheduleTicker).tick();
      return (await survivor.runner.get(runId)).fence === 2;
    });
    const run = await survivor.runner.wait(runId);

    expect(run).toMatchObject({
      state: 'succeeded',
      pages: 2,
      counts: { fetched: 4, created: 4, unchanged: 0 },
    });
    expect(source.fetchedFrom).toEqual(['1']);
  });

  it('A4 A5 is succeeded by another, which begins anew where there is no cursor and changes no stored row', async () => {
    const runId = await killWorker(false);

    let nextId = '';
    await until(async () => {
      nextId = await survivor.runner.start('fake', { mode: 'full' }, { kind: 'manual' }).then(
        (started) => started.runId,
        () => '',
      );
      return nextId !== '';
    });
    const run = await survivor.runner.wait(nextId);

    expect(run.counts).toMatchObject({ fetched: 4, created: 2, unchanged: 2 });
    expect(await survivor.runner.get(runId)).toMatchObject({
      state: 'failed',
      error: { kind: 'worker-lost' },
    });
    expect(await survivor.database.query('SELECT 1 FROM change_log')).toHaveLength(4);
  });
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + 40_000;
  while (!(await condition())) {
    if (performance.now() > deadlineMs) {
      throw new Error('It did not come to pass within 40 s');
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
