import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type FakeSource, hang } from '../../../../test/support/external-source/fake-source.js';
import type { Pipeline } from '../../../../test/support/external-source/pipeline.js';
import {
  fakeProducts,
  RunnerContext,
  until,
} from '../../../../test/support/external-source/runner-context.js';
import { ScheduleTicker } from '../schedule/schedule-ticker.js';

let context: RunnerContext;
let source: FakeSource;
let here: Pipeline;

beforeEach(async () => {
  context = await RunnerContext.start();
  ({ source, here } = context);
});
afterEach(async () => {
  await context.end();
});

describe('a worker that dies', () => {
  /** What a killed process leaves behind: a live run, and no lock. */
  const leaveOrphan = async (cursor: string | null, fence = 1): Promise<string> => {
    const [row] = await here.database.query<{ id: string }>(
      `INSERT INTO source_run (source_key, mode, options, trigger, cursor_after, pages, fence, counts)
       VALUES ('fake', 'full', '{"mode": "full"}', 'manual', jsonb_build_object('products', $1::text), 1, $2,
         '{"fetched": 2, "created": 2}') RETURNING id`,
      [cursor, fence],
    );
    return row!.id;
  };

  it('C6 W7 goes on after the last finished page when the source has cursors', async () => {
    source.products = fakeProducts(6);
    source.hasCursors = true;
    const orphanId = await leaveOrphan('1');

    const runId = await context.begin();
    const run = await here.runner.wait(runId);

    expect(runId).toBe(orphanId);
    expect(source.fetchedFrom).toEqual(['1']);
    expect(run).toMatchObject({
      state: 'succeeded',
      pages: 3,
      fence: 2,
      counts: { fetched: 6, created: 6 },
    });
  });

  it('C6 ends the run and starts anew when there is no place to go on from', async () => {
    source.products = fakeProducts(2);
    const orphanId = await leaveOrphan(null);

    await here.app.get(ScheduleTicker).tick();
    await until(
      async () => (await context.rows(`SELECT 1 FROM source_run WHERE state = 'succeeded'`)).length === 1,
    );

    expect(await here.runner.get(orphanId)).toMatchObject({
      state: 'failed',
      error: { kind: 'worker-lost' },
    });
    expect(await context.names()).toHaveLength(2);
  });

  it('C6 a job that outlives its worker does not repeat what another has begun anew', async () => {
    source.products = fakeProducts(2);
    const orphanId = await leaveOrphan(null);
    await here.app.get(ScheduleTicker).tick();
    await until(
      async () => (await context.rows(`SELECT 1 FROM source_run WHERE state = 'succeeded'`)).length === 1,
    );

    const outcome = await here.runner.carryOut(orphanId, new AbortController().signal);

    expect(outcome).toBeNull();
    expect(await context.rows('SELECT 1 FROM source_run')).toHaveLength(2);
  });

  it('C6 a job that outlives its worker repeats what a run of another kind has put an end to', async () => {
    source.products = fakeProducts(2);
    const orphanId = await leaveOrphan(null);
    const { runId } = await here.runner.start('fake', { mode: 'new-only' }, { kind: 'manual' });
    await here.runner.wait(runId);

    const outcome = await here.runner.carryOut(orphanId, new AbortController().signal);

    expect(outcome).toMatchObject({ state: 'succeeded', options: { mode: 'full' } });
  });

  it('C7 does not try a run again that has lost three workers', async () => {
    const orphanId = await leaveOrphan(null, 3);

    await here.app.get(ScheduleTicker).tick();

    expect(await here.runner.get(orphanId)).toMatchObject({
      state: 'failed',
      error: { kind: 'worker-lost' },
    });
    expect(await context.rows('SELECT 1 FROM source_run')).toHaveLength(1);
  });

  it('T1 lets go of a run when the process is stopped, and another process goes on with it', async () => {
    source.products = fakeProducts(6);
    source.hasCursors = true;
    source.beforePage = (page, signal) => (page === 1 ? hang(signal) : undefined);
    const other = await context.second();
    const runId = await context.begin();
    await until(async () => (await context.names()).length === 2);

    await here.runner.beforeApplicationShutdown();
    source.beforePage = () => undefined;
    await other.app.get(ScheduleTicker).tick();
    const run = await other.runner.wait(runId);

    expect(run).toMatchObject({ state: 'succeeded', pages: 3, fence: 2 });
    expect(source.fetchedFrom).toEqual([null, '1']);
  });

  it('T1 ends a run as stopped when nobody could go on with it', async () => {
    source.beforePage = (_page, signal) => hang(signal);
    const runId = await context.begin();

    await here.runner.beforeApplicationShutdown();

    expect(await here.runner.get(runId)).toMatchObject({ state: 'failed', error: { kind: 'shutdown' } });
    await expect(context.begin()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('stops a run whose lock connection was cut, and leaves it to others', async () => {
    source.products = fakeProducts(2);
    source.beforePage = (_page, signal) => hang(signal);
    const runId = await context.begin();
    await here.database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database ON pg_database.oid = database
         WHERE datname = current_database() AND locktype = 'advisory' AND classid = 7316003`,
    );
    source.beforePage = () => undefined;

    await until(() =>
      context.begin().then(
        () => true,
        () => false,
      ),
    );

    expect((await here.runner.get(runId)).state).toBe('failed');
  });
});
