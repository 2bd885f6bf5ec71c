import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type FakeSource, hang } from '../../../../test/support/external-source/fake-source.js';
import type { Pipeline } from '../../../../test/support/external-source/pipeline.js';
import {
  fakeProducts,
  RunnerContext,
  until,
} from '../../../../test/support/external-source/runner-context.js';

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

describe('one run at a time', () => {
  it('E16 O1 refuses a second run, in this process and in another, and names the first', async () => {
    source.beforePage = (_page, signal) => hang(signal);
    const runId = await context.begin();
    const other = await context.second();

    for (const pipeline of [here, other]) {
      await expect(context.begin(pipeline)).rejects.toMatchObject({
        code: 'RUN_IN_PROGRESS',
        options: { extra: { runId } },
      });
    }
    await here.runner.cancel(runId);
  });

  it('C4 starts one run when fifty start at once', async () => {
    source.beforePage = (_page, signal) => hang(signal);
    const other = await context.second();

    const starts = await Promise.allSettled(
      Array.from({ length: 50 }, (_, index) => context.begin(index % 2 === 0 ? here : other)),
    );

    expect(starts.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    expect(await context.rows('SELECT 1 FROM source_run')).toHaveLength(1);
  });

  it('cancels a run of another process, which then stores nothing more', async () => {
    source.products = fakeProducts(4);
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    source.beforePage = (page) => (page === 1 ? held : undefined);
    const other = await context.second();
    const runId = await context.begin();
    await until(async () => (await context.names()).length === 2);

    await other.runner.cancel(runId);
    release();
    const run = await here.runner.wait(runId);

    expect(run.state).toBe('cancelled');
    expect(await context.names()).toHaveLength(2);
    await until(async () =>
      context.begin().then(
        () => true,
        () => false,
      ),
    );
  });

  it('T2 refuses the late page of a worker that has lost its run', async () => {
    source.products = fakeProducts(4);
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    source.beforePage = (page) => (page === 1 ? held : undefined);
    const blind = await context.second({ watchMs: 600_000 });
    const runId = await context.begin(blind);
    await until(async () => (await context.names()).length === 2);

    await here.database.query(`UPDATE source_run SET fence = fence + 1 WHERE id = $1`, [runId]);
    release();
    await until(async () => (await lockCount()) === 0);

    expect(await context.names()).toHaveLength(2);
    expect(await here.runner.get(runId)).toMatchObject({ state: 'running', pages: 1, fence: 2 });
  });

  it('A4 stores a page with its counters and ids, or nothing of it', async () => {
    source.products = fakeProducts(2);
    await here.database.query(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'stop' USING ERRCODE = 'P0001'; END $$;
       CREATE TRIGGER refuse BEFORE INSERT ON source_run_page FOR EACH ROW EXECUTE FUNCTION refuse()`,
    );
    const run = await here.run('fake');
    await here.database.query('DROP FUNCTION refuse CASCADE');

    expect(run).toMatchObject({ state: 'failed', pages: 0, counts: { created: 0 } });
    expect(await context.names()).toEqual([]);
    expect(await context.rows('SELECT 1 FROM change_log')).toEqual([]);
  });

  const lockCount = async (): Promise<number> =>
    (
      await context.rows(
        `SELECT 1 FROM pg_locks JOIN pg_database ON pg_database.oid = database
         WHERE datname = current_database() AND locktype = 'advisory' AND classid = 7316003`,
      )
    ).length;
});
