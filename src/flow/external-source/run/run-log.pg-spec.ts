import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  fakeProducts,
  RunnerContext,
  until,
} from '../../../../test/support/external-source/runner-context.js';
import { hang, temporary } from '../../../../test/support/external-source/fake-source.js';
import { SourceError } from '../source-error.js';
import { LOG_LINES_MAX, type LogLine, RunLogs } from './run-log.js';

describe('the log of a run', () => {
  let context: RunnerContext;
  let logs: RunLogs;

  beforeAll(async () => {
    context = await RunnerContext.start();
    logs = context.here.app.get(RunLogs);
  });
  afterAll(() => context.end());
  beforeEach(async () => {
    await context.rows('TRUNCATE products, product_trends, source_run, quarantine, source_budget CASCADE');
    Object.assign(context.source, { beforePage: () => undefined, totalCount: null, hasCursors: false });
    context.source.products = fakeProducts(5);
  });

  const eventsOf = (lines: readonly LogLine[]): string[] => lines.map(({ event }) => event);
  const ran = async (options = {}): Promise<{ id: string; lines: LogLine[] }> => {
    const { id } = await context.here.run('fake', options);
    return { id, lines: await logs.list(id) };
  };

  it('tells of beginning, pages and end', async () => {
    context.source.totalCount = 5;

    const { lines } = await ran();

    expect(eventsOf(lines)).toEqual(['started', 'page', 'page', 'page', 'ended']);
    expect(lines[0]!.details).toEqual({
      trigger: 'manual',
      by: null,
      schedule: null,
      mode: 'full',
      dryRun: 0,
    });
    expect(lines[1]!.details).toMatchObject({ page: 1, fetched: 2, created: 2, total: 5 });
    expect(lines[4]).toMatchObject({ level: 'info', details: { state: 'succeeded', fetched: 5 } });
  });

  it('W2 tells what was set aside, by reason', async () => {
    context.source.products = [{ id: '1', name: 7, price: '1.00' }, ...fakeProducts(3).slice(1)];

    const { lines } = await ran();

    expect(lines).toContainEqual(
      expect.objectContaining({
        level: 'warning',
        event: 'quarantined',
        details: { reason: 'name and price must be texts', count: 1 },
      }),
    );
    expect(lines.at(-1)).toMatchObject({ level: 'warning', details: { state: 'completed-with-errors' } });
  });

  it('E3 E4 tells of failures, waits and what comes of them', async () => {
    const failures = [temporary(), new SourceError('rate-limited', 'Too many', { retryAfterMs: 20 })];
    context.source.beforePage = () => {
      const failure = failures.shift();
      if (failure !== undefined) {
        throw failure;
      }
    };

    const { lines } = await ran();

    expect(lines.filter(({ event }) => event === 'retry').map(({ details }) => details)).toEqual([
      {
        kind: 'temporary',
        message: 'The source is in trouble (HTTP 503)',
        attempt: 1,
        waitMs: expect.any(Number),
      },
      { kind: 'rate-limited', message: 'Too many', attempt: 2, waitMs: 20 },
    ]);
  });

  it('J3 keeps no secret and nothing of a person that a failure speaks of', async () => {
    context.source.beforePage = () => {
      throw new SourceError(
        'unauthorized',
        'token=9f86d081884c7d65 of eva@example.test, +58 412 555 01 23, https://x.example.test/login/abc',
      );
    };

    const { lines } = await ran();

    expect(lines.at(-1)).toMatchObject({
      level: 'error',
      details: { state: 'failed', kind: 'unauthorized' },
    });
    expect(JSON.stringify(lines)).not.toMatch(/9f86d08|eva@|555|login\/abc/);
  });

  it('C6 tells that another worker went on', async () => {
    context.source.hasCursors = true;
    context.source.beforePage = (page, signal) => (page === 1 ? hang(signal) : undefined);
    const other = await context.second();
    const id = await context.begin(other);
    await until(async () => eventsOf(await logs.list(id)).includes('page'));
    await other.close();
    context.source.beforePage = () => undefined;

    await context.here.runner.recover('fake');
    await context.here.runner.wait(id);

    expect(eventsOf(await logs.list(id))).toEqual(['started', 'page', 'taken-over', 'page', 'page', 'ended']);
  });

  it('tells who has cancelled it, and nothing after that', async () => {
    context.source.beforePage = (page, signal) => (page === 1 ? hang(signal) : undefined);
    const id = await context.begin();
    await until(async () => eventsOf(await logs.list(id)).includes('page'));

    await context.here.runner.cancel(id, 'somebody');

    const lines = await logs.list(id);
    expect(lines.at(-1)).toMatchObject({ event: 'cancelled', details: { by: 'somebody' } });
  });

  it('keeps the newest lines, and goes with its run', async () => {
    const { id } = await ran();
    for (let round = 0; round < 3; round += 1) {
      const entries = Array.from({ length: 100 }, (_, line) => ({
        level: 'info' as const,
        event: 'page' as const,
        details: { page: round * 100 + line },
      }));
      await logs.append(id, entries);
    }

    const lines = await logs.list(id);
    expect(lines).toHaveLength(LOG_LINES_MAX);
    expect(lines.at(-1)!.details).toEqual({ page: 299 });
    const [stored] = await context.rows<{ lines: number }>(
      'SELECT count(*)::int AS lines FROM source_run_log',
    );
    expect(stored!.lines).toBeLessThanOrEqual(LOG_LINES_MAX + 100);
    await context.rows('DELETE FROM source_run');
    expect(await logs.list(id)).toEqual([]);
  });

  it('T2 takes no line of a worker that has lost the run', async () => {
    const { id } = await ran();
    await logs.append(id, [{ level: 'info', event: 'page', details: {} }], 99);

    expect(eventsOf(await logs.list(id)).at(-1)).toBe('ended');
  });
});
