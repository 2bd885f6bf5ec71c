import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type FakeSource, temporary } from '../../../../test/support/external-source/fake-source.js';
import type { Pipeline } from '../../../../test/support/external-source/pipeline.js';
import {
  fakeProducts,
  RunnerContext,
  until,
} from '../../../../test/support/external-source/runner-context.js';
import { ScheduleTicker } from '../schedule/schedule-ticker.js';
import { SourceError } from '../source-error.js';
import { SourceStatuses } from '../source-statuses.js';

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

describe('failures of the source', () => {
  const failTimes = (count: number, error: () => Error): void => {
    let left = count;
    source.beforePage = () => {
      left -= 1;
      if (left >= 0) {
        throw error();
      }
    };
  };

  it('E4 retries a passing failure and goes on after the last stored page when the source has cursors', async () => {
    source.products = fakeProducts(6);
    source.hasCursors = true;
    let hasFailed = false;
    source.beforePage = (page) => {
      if (page === 2 && !hasFailed) {
        hasFailed = true;
        throw temporary();
      }
    };

    const run = await here.run('fake');

    expect(run).toMatchObject({ state: 'succeeded', pages: 3, counts: { created: 6, duplicates: 0 } });
    expect(source.fetchedFrom).toEqual([null, '2']);
  });

  it('E4 E5 gives up after the last attempt, and keeps what is stored', async () => {
    source.products = fakeProducts(2);
    await here.run('fake');
    failTimes(99, temporary);

    const run = await here.run('fake');

    expect(run).toMatchObject({ state: 'failed', error: { kind: 'temporary' } });
    expect(source.fetchedFrom).toHaveLength(1 + 3);
    expect(await context.names()).toHaveLength(2);
  });

  it('E3 waits as long as the vendor asks, and shows it', async () => {
    source.products = fakeProducts(2);
    failTimes(1, () => new SourceError('rate-limited', 'Too many requests', { retryAfterMs: 400 }));

    const runId = await context.begin();
    await until(async () => (await here.runner.get(runId)).state === 'waiting-for-rate-limit');
    const [status] = await here.app.get(SourceStatuses).list();
    const run = await here.runner.wait(runId);

    expect(status!.state).toBe('waiting-for-rate-limit');
    expect(run).toMatchObject({ state: 'succeeded', waits: 1, waitedMs: 400 });
  });

  it('E1 asks for new credentials once, and then leaves the source alone', async () => {
    source.products = fakeProducts(2);
    let refreshes = 0;
    source.refresh = () => {
      refreshes += 1;
      return true;
    };
    failTimes(99, () => new SourceError('unauthorized', 'refused'));
    await here.app.get(ScheduleTicker).open();

    const run = await here.run('fake');

    expect(run).toMatchObject({ state: 'failed', error: { kind: 'unauthorized' } });
    expect([refreshes, source.fetchedFrom.length]).toEqual([1, 2]);
    expect(
      await context.rows(`SELECT 1 FROM source_hold WHERE rest_until > now() + interval '14 minutes'`),
    ).toHaveLength(1);
  });

  it('starts over once when the vendor has forgotten our place', async () => {
    source.products = fakeProducts(4);
    source.hasCursors = true;
    let hasFailed = false;
    source.beforePage = (page) => {
      if (page === 1 && !hasFailed) {
        hasFailed = true;
        throw new SourceError('cursor-expired', 'unknown cursor');
      }
    };

    const run = await here.run('fake');

    expect(run.state).toBe('succeeded');
    expect(source.fetchedFrom).toEqual([null, null]);
  });

  it('E8 keeps the redacted sample of a senseless answer on the run, and shows the error in the status', async () => {
    failTimes(1, () => new SourceError('source-schema', 'The answer is not JSON', { sample: '<html>' }));

    const run = await here.run('fake');
    const [status] = await here.app.get(SourceStatuses).list();

    expect(run.error).toEqual({
      kind: 'source-schema',
      message: 'The answer is not JSON',
      sample: '<html>',
    });
    expect(status).toMatchObject({
      state: 'failed',
      lastSuccessAt: null,
      lastError: 'source-schema: The answer is not JSON',
    });
  });

  it('E13 recognises pages that go round in a loop, and a listing without end', async () => {
    source.products = [...fakeProducts(2), ...fakeProducts(2)];
    const loop = await here.run('fake');
    source.products = fakeProducts(120);
    const endless = await here.run('fake');

    expect(loop).toMatchObject({ state: 'failed', error: { kind: 'source-schema' } });
    expect(endless).toMatchObject({ state: 'failed', error: { kind: 'source-schema' }, pages: 50 });
  });

  it('calls a bug of a connector by its name', async () => {
    failTimes(1, () => new TypeError('secret detail'));

    const run = await here.run('fake');

    expect(run.error).toEqual({ kind: 'unexpected', message: 'The run met an error of the program' });
  });
});
