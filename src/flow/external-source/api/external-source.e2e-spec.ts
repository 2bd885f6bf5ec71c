import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type FakeSource, hang } from '../../../../test/support/external-source/fake-source.js';
import {
  ADMIN_ID,
  PipelineApp,
  type PipelineAnswer,
} from '../../../../test/support/external-source/pipeline-app.js';

describe('the routes of external sources', () => {
  let pipeline: PipelineApp;
  let source: FakeSource;

  beforeAll(async () => {
    pipeline = await PipelineApp.start();
    ({ source } = pipeline);
  });
  afterAll(() => pipeline.close());
  beforeEach(async () => {
    source.beforePage = () => undefined;
    source.products = [1, 2, 3].map((id) => ({ id: String(id), name: `Product ${id}`, price: '1.00' }));
    await pipeline.database.query(
      'TRUNCATE products, product_trends, source_run, source_position, quarantine, source_schedule, source_hold CASCADE',
    );
  });

  const call = (method: string, path: string, body?: unknown): Promise<PipelineAnswer> =>
    pipeline.call(method, path, body);
  const runToEnd = (body: object = {}): Promise<PipelineAnswer> =>
    call('POST', 'sources/fake/run?wait=true', body);
  const quarantined = async (): Promise<Record<string, unknown>> =>
    ((await call('GET', 'quarantine')).body.data as Record<string, unknown>[])[0]!;

  it('lists sources, also those that are not configured', async () => {
    await runToEnd();

    const { body } = await call('GET', 'sources');

    expect(body).toEqual([
      expect.objectContaining({
        key: 'fake',
        state: 'ok',
        entities: ['products'],
        configured: true,
        lastError: null,
      }),
      expect.objectContaining({
        key: 'bare',
        state: 'not-configured',
        missingVariables: ['BARE_TOKEN'],
        lastRunAt: null,
      }),
    ]);
    expect((await call('GET', 'sources/fake')).body).toMatchObject({ key: 'fake', counts: { created: 3 } });
  });

  it('O5 starts a run and answers 202 with its place, or with its counts when it may wait', async () => {
    const started = await call('POST', 'sources/fake/run', {});
    const { runId } = started.body;

    expect([started.status, started.headers.get('location')]).toEqual([202, `/api/runs/${String(runId)}`]);
    await untilEnded(String(runId));
    const waited = await runToEnd();
    expect(waited.status).toBe(200);
    expect(waited.body).toMatchObject({
      state: 'succeeded',
      trigger: 'manual',
      triggeredBy: ADMIN_ID,
      counts: { fetched: 3, unchanged: 3 },
    });
  });

  it('starts a full run when the request has no body', async () => {
    const { status, body } = await call('POST', 'sources/fake/run?wait=true');

    expect([status, body.mode]).toEqual([200, 'full']);
  });

  it('E16 answers 409 with the run that is going on, which can be cancelled', async () => {
    source.beforePage = (_page, signal) => hang(signal);
    const { body } = await call('POST', 'sources/fake/run', {});

    const refused = await call('POST', 'sources/fake/run', {});
    const cancelled = await call('POST', `runs/${String(body.runId)}/cancel`);

    expect([refused.status, refused.body.code, refused.body.runId]).toEqual([
      409,
      'RUN_IN_PROGRESS',
      body.runId,
    ]);
    expect([cancelled.status, cancelled.body.state]).toEqual([200, 'cancelled']);
    expect((await call('POST', `runs/${String(body.runId)}/cancel`)).status).toBe(409);
  });

  it('A2 names a bad field, and fetches nothing', async () => {
    const fetchedBefore = source.fetchedFrom.length;
    const answers = await Promise.all([
      call('POST', 'sources/fake/run', { mode: 'range', from: '01.02.2026', to: '2026-02-03' }),
      call('POST', 'sources/fake/run', { mode: 'range' }),
      call('POST', 'sources/fake/run', { mode: 'range', from: '2026-02-30', to: '2026-03-01' }),
      call('POST', 'sources/fake/run', { mode: 'range', from: '2026-02-03', to: '2026-02-01' }),
      call('POST', 'sources/fake/run', { mode: 'everything' }),
      call('POST', 'sources/fake/run', { pageSize: 0 }),
      call('POST', 'sources/fake/run', { dryRun: 'yes' }),
    ]);

    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(
      answers.map(() => [400, 'VALIDATION']),
    );
    expect(JSON.stringify(answers[0].body)).toContain('Invalid date format');
    expect(source.fetchedFrom).toHaveLength(fetchedBefore);
  });

  it('answers 404 for what does not exist, and 409 with the variables for what is not configured', async () => {
    const nobody = '22222222-2222-4222-8222-222222222222';
    for (const [method, path] of [
      ['GET', 'sources/none'],
      ['GET', 'sources/none/runs'],
      ['POST', 'sources/none/run'],
      ['POST', 'sources/none/pause'],
      ['GET', `runs/${nobody}`],
      ['GET', 'runs/x'],
      ['GET', `runs/${nobody}/events`],
      ['GET', `runs/${nobody}/log`],
      ['GET', 'runs/x/changes'],
      ['POST', `runs/${nobody}/cancel`],
      ['POST', `quarantine/${nobody}/retry`],
      ['POST', 'quarantine/x/ignore'],
    ] as const) {
      const { status, body } = await call(method, path, method === 'POST' ? {} : undefined);
      expect([path, status, body.code]).toEqual([path, 404, 'NOT_FOUND']);
    }
    const bare = await call('POST', 'sources/bare/run', {});
    expect([bare.status, bare.body.code, JSON.stringify(bare.body.errors)]).toEqual([
      409,
      'SOURCE_NOT_CONFIGURED',
      expect.stringContaining('BARE_TOKEN'),
    ]);
  });

  it('pauses and resumes a schedule', async () => {
    expect((await call('POST', 'sources/fake/pause')).body).toMatchObject({
      state: 'paused',
      nextRunAt: null,
      schedules: [{ name: 'full', cron: '0 6 * * *', nextRunAt: null }],
    });
    expect((await call('POST', 'sources/fake/resume')).body).toMatchObject({
      state: 'never-run',
      schedule: '0 6 * * *',
      nextRunAt: expect.any(Number),
      schedules: [{ name: 'full', cron: '0 6 * * *', nextRunAt: expect.any(Number) }],
    });
  });

  it('lists the runs of a source, newest first', async () => {
    await runToEnd({ dryRun: true });
    await runToEnd();

    const { body, headers } = await call('GET', 'sources/fake/runs?limit=1');

    expect(body).toMatchObject({ data: [{ dryRun: false }], pagination: { total: 2, pages: 2 } });
    expect(headers.get('x-total-count')).toBe('2');
  });

  it('S4 tells of all sources what a glance needs: their last runs, how long the last took, what is open', async () => {
    source.products = [{ id: '1', name: 7, price: '1.00' }, ...source.products.slice(1)];
    await runToEnd();
    await runToEnd({ dryRun: true });

    const { body } = await call('GET', 'sources/fake');
    const glimpses = (await call('GET', 'runs?perSource=1')).body as unknown as object[];

    const { lastRunId } = body;
    expect(body).toMatchObject({ openErrorCount: 1, liveRunId: null, modes: ['full', 'new-only'] });
    expect([typeof body.lastDurationMs, typeof lastRunId]).toEqual(['number', 'string']);
    expect(glimpses).toMatchObject([{ source: 'fake', dryRun: true, fetchedCount: 3, failedCount: 1 }]);
    expect((await call('GET', 'runs?perSource=0')).status).toBe(400);
  });

  it('shows the log of a run in sentences, and what a dry run would change', async () => {
    await runToEnd();
    source.products = source.products.map((product) => ({ ...product, price: '2.00' }));
    const { body } = await runToEnd({ dryRun: true, maxPages: 1 });
    const id = String(body.id);

    const log = (await call('GET', `runs/${id}/log`)).body as unknown as { message: string }[];

    expect(log.map(({ message }) => message)).toEqual([
      'Started: full, a dry run, by manual',
      'Page 1 is stored: 2 records so far',
      'Ended: succeeded, 2 records',
    ]);
    expect((await call('GET', `runs/${id}/changes`)).body).toMatchObject([
      { operation: 'update', fields: [{ field: 'price', before: '1.00', after: '2.00' }] },
      { operation: 'update' },
    ]);
    expect(body).toMatchObject({ maxPages: 1, pageSize: null, totalCount: null, waitsUntil: null });
  });

  it('streams the progress of a run until it has ended', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    source.beforePage = (page) => (page === 1 ? held : undefined);
    const { body } = await call('POST', 'sources/fake/run', {});
    const response = await fetch(`${pipeline.origin}/api/runs/${String(body.runId)}/events`);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();

    let text = (await reader.read()).value ?? '';
    release();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      text += part.value;
    }

    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(text).toMatch(
      /event: progress\n[\s\S]*"state":"running"[\s\S]*event: finished\n[\s\S]*"state":"succeeded"/,
    );
  });

  describe('the quarantine', () => {
    beforeEach(async () => {
      source.products = [{ id: '1', name: 7, price: '1.00', token: 'hush-hush' }];
      await runToEnd();
    });

    it('shows what is bad and why, without secrets', async () => {
      expect(await quarantined()).toMatchObject({
        kind: 'record',
        source: 'fake',
        entity: 'products',
        externalId: '1',
        payload: { id: '1', name: 7, price: '1.00' },
        reason: 'name and price must be texts',
        state: 'open',
      });
      expect((await call('GET', 'quarantine?state=resolved')).body).toMatchObject({ data: [] });
      expect(
        (await call('GET', 'quarantine?source=fake&entity=products&kind=record')).body.data,
      ).toHaveLength(1);
      expect((await call('GET', 'quarantine?state=lost')).status).toBe(400);
    });

    it('keeps a record that is still bad, and counts the attempt', async () => {
      const { status, body } = await call('POST', `quarantine/${String((await quarantined()).id)}/retry`);

      expect([status, body.state, body.attempts]).toEqual([200, 'open', 2]);
    });

    it('stores a corrected record, and closes its entry', async () => {
      const id = String((await quarantined()).id);
      const bad = await call('PATCH', `quarantine/${id}`, { payload: { id: '1', name: 'One', price: '-1' } });
      const good = await call('PATCH', `quarantine/${id}`, {
        payload: { id: '1', name: 'One', price: '1.00' },
      });

      expect([bad.body.state, bad.body.code]).toEqual(['open', '23514']);
      expect(good.body).toMatchObject({ state: 'resolved', resolvedBy: ADMIN_ID, payload: { name: 'One' } });
      expect(await pipeline.database.query('SELECT name FROM products')).toEqual([{ name: 'One' }]);
      expect((await call('POST', `quarantine/${id}/retry`)).status).toBe(409);
    });

    it('W12 keeps no secret of a corrected record, whether it is stored or not', async () => {
      const id = String((await quarantined()).id);
      const correct = (price: string) =>
        call('PATCH', `quarantine/${id}`, { payload: { id: '1', name: 'One', price, token: 'hush-hush' } });

      const answers = [await correct('-1'), await correct('1.00')];

      expect(answers.map(({ body }) => body.state)).toEqual(['open', 'resolved']);
      expect(JSON.stringify(answers)).not.toContain('hush-hush');
      expect(JSON.stringify(await pipeline.database.query('SELECT payload FROM quarantine'))).not.toContain(
        'hush-hush',
      );
    });

    it('ignores an entry for good', async () => {
      const { body } = await call('POST', `quarantine/${String((await quarantined()).id)}/ignore`);
      await runToEnd();

      expect(body.state).toBe('ignored');
      expect((await call('GET', 'quarantine?state=open')).body).toMatchObject({ pagination: { total: 0 } });
    });

    it('H18 asks for a payload', async () => {
      expect((await call('PATCH', `quarantine/${String((await quarantined()).id)}`, {})).status).toBe(400);
    });
  });

  const untilEnded = async (runId: string): Promise<void> => {
    while ((await call('GET', `runs/${runId}`)).body.state === 'running') {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
});
