import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { altegioErrorBody } from '@sync-hub/simulators';
import { type AltegioAnswer, AltegioApp } from '../../../test/support/appointments/altegio-app.js';

/** Three pages of the location below. */
const ALL = { mode: 'full', pageSize: 25 } as const;
const SECOND_PAGE = { path: '/records', query: { page: '2' } } as const;

let school: AltegioApp;

beforeAll(async () => {
  // The vendor's clock runs, so that a time in its `Retry-After` comes.
  school = await AltegioApp.start({ simulator: { records: 20, timeScale: 1 } });
});

afterAll(async () => {
  await school.close();
});

beforeEach(async () => {
  await school.reset();
});

/** Pages that were asked for since the journal was cleared, in their order. */
function pagesAsked(): (string | null)[] {
  return school.simulator.journal
    .filter(({ path }) => path.includes('/records/'))
    .map(({ path }) => new URL(path, 'http://vendor.invalid').searchParams.get('page'));
}

/** After a run that reads it all, one that fails under `arm` changes no row, marks none and logs nothing. */
async function expectFailureWithoutHarm(arm: () => unknown, error: object): Promise<void> {
  const { recordCount } = school.simulator.world;
  await expect(school.run(ALL)).resolves.toMatchObject({ error: null, counts: { fetched: recordCount } });
  const before = await school.versions();
  school.simulator.clearJournal();
  arm();

  const run = await school.run(ALL);

  expect(run).toMatchObject({ state: 'failed', error });
  expect(await school.versions()).toBe(before);
}

describe('E1 records that come and go while the location is read', () => {
  const afterFirstPage = { match: { path: '/records', query: { page: '1' } }, times: 1 } as const;

  /** The vendor lists the oldest first, and its second page would begin with `id` if the first record did not vanish. */
  function letSlip(id: number): { readonly mode: 'full'; readonly pageSize: number } {
    const { faults, knobs, world } = school.simulator;
    const ids = world.listRecords().map((record) => record.id);
    knobs.order = 'oldest-first';
    faults.add({ ...afterFirstPage, thenChangeWorld: { do: 'removeRecord', id: ids.at(-1)! } });
    return { mode: 'full', pageSize: ids.reverse().indexOf(id) };
  }

  it('E1 one that slips to a page that was read is read all the same', async () => {
    const { cases } = school.simulator.world;
    const options = letSlip(cases.waiting);

    const run = await school.run(options);

    expect(run.error).toBeNull();
    expect(await school.row(cases.waiting)).toBeDefined();
    expect((await school.run(ALL)).counts).toMatchObject({ created: 0, updated: 0 });
  });

  it('E1 one that is made meanwhile is stored, and none is stored twice', async () => {
    const { world, serviceIds, faults } = school.simulator;
    const lesson = {
      service_ids: [serviceIds[0]!],
      client_id: world.insertClient({ name: '48219999 Новий' }),
    };
    const patch = { ...lesson, date: '2025-08-12 10:00:00' };
    faults.add({ ...afterFirstPage, thenChangeWorld: { do: 'insertRecord', patch } });

    const run = await school.run(ALL);

    const { id } = world.listRecords()[0]!;
    expect(await school.row(id)).toMatchObject({ lead_id: '48219999' });
    const [stored] = await school.rows<{ count: number }>('SELECT count(*)::integer FROM appointments');
    expect(run.counts).toMatchObject({ created: stored!.count, failed: 0 });
    expect((await school.run(ALL)).counts).toMatchObject({ created: 0, updated: 0 });
  });

  it('E1 as many made as vanish: what one listing misses comes with the next, and does not count as gone', async () => {
    const { cases } = school.simulator.world;
    await school.run(ALL);
    const options = letSlip(cases.waiting);
    school.simulator.faults.add({ ...afterFirstPage, thenChangeWorld: { do: 'insertRecord' } });

    const missing = [await school.run(options), await school.run(ALL), await school.run(ALL)].map(
      ({ counts }) => counts.missing,
    );

    // The first listing lacks the one that slipped, and still has the one that vanished; the others lack that one.
    expect(missing).toEqual([1, 1, 1]);
    expect(await school.row(cases.waiting)).toMatchObject({ missing_since: null, is_deleted: false });
    expect(await school.row(cases.plain)).toMatchObject({
      missing_since: expect.any(Date),
      is_deleted: false,
    });
  });
});

describe('E2 a vendor that asks us to slow down', () => {
  it.each(['seconds', 'http-date'])(
    'E2 is not asked again before the time of Retry-After in %s',
    async (form) => {
      const { knobs, limits } = school.simulator;
      Object.assign(knobs, {
        enforceLimits: true,
        limitClock: 'virtual',
        callsPerSecondMax: 1,
        retryAfter: form,
      });

      const run = await school.run(ALL);

      expect(run).toMatchObject({ error: null, counts: { fetched: school.simulator.world.recordCount } });
      expect(run.waits).toBeGreaterThan(0);
      expect(limits.refusedCount).toBeGreaterThan(0);
      expect(limits.ignoredCount).toBe(0);
    },
  );

  it.each([
    ['without Retry-After', {}],
    ['with a Retry-After that says nothing', { headers: { 'Retry-After': 'abc' } }],
    ['as a page of a proxy', { contentType: 'text/html', body: '<html>429</html>' }],
  ])('E2 %s: waits by itself, and goes on at the same page', async (_what, answer) => {
    school.simulator.faults.add({
      match: SECOND_PAGE,
      times: 2,
      status: 429,
      body: altegioErrorBody(429),
      ...answer,
    });

    const run = await school.run(ALL);

    expect(run).toMatchObject({ error: null, waits: 2, counts: { duplicates: 0 } });
    expect(pagesAsked()).toEqual(['1', '2', '2', '2', '3']);
  });
});

describe('E3 E4 access that ends in the middle of a run', () => {
  it.each([
    ['E3 the token is refused, and there is no login', 401],
    ['E3 the user may no longer read the location', 403],
    ['E4 the licence is over', 402],
  ])('%s: the run fails at once and harms nothing, and the next one reads it all', async (_what, status) => {
    const fault = { match: SECOND_PAGE, status, body: altegioErrorBody(status) };
    school.simulator.faults.add(fault);

    const run = await school.run(ALL);

    const [stored] = await school.rows<{ count: number }>('SELECT count(*)::integer FROM appointments');
    expect(run).toMatchObject({ state: 'failed', pages: 1, error: { kind: 'unauthorized' } });
    expect(run.error!.message).toContain(`HTTP ${status}`);
    expect(run.counts.created).toBe(stored!.count);
    expect(pagesAsked()).toEqual(['1', '2']);
    school.simulator.faults.clear();
    await expectFailureWithoutHarm(() => school.simulator.faults.add(fault), { kind: 'unauthorized' });
  });

  it('E3 E21 signs in once more and not a third time, where the new token is refused too; no log has either', async () => {
    const { simulator } = school;
    const own = await AltegioApp.start({
      simulator: { records: 20 },
      environment: {
        ALTEGIO_BASE_URL: simulator.baseUrl,
        ALTEGIO_USER_TOKEN: undefined,
        ALTEGIO_USER_LOGIN: simulator.login,
        ALTEGIO_USER_PASSWORD: simulator.password,
      },
    });
    simulator.faults.add({ match: SECOND_PAGE, status: 401, body: altegioErrorBody(401) });

    const run = await own.run(ALL);
    await own.close();

    expect(run).toMatchObject({ state: 'failed', pages: 1, error: { kind: 'unauthorized' } });
    expect(pagesAsked()).toEqual(['1', '2', '2']);
    expect(simulator.journal.filter(({ path }) => path.endsWith('/auth'))).toHaveLength(2);
    expect(own.logLines.join('')).not.toMatch(
      new RegExp(`altegio-simulator-session|${simulator.password}|${simulator.companyToken}`),
    );
  });
});

describe('E5 E6 answers that are none', () => {
  it.each([
    ['E5 success false', { status: 200, body: altegioErrorBody(400) }],
    ['E5 success false that speaks of the token', { status: 200, body: altegioErrorBody(401) }],
    ['E6 a body cut short of its length', { truncate: { atBytes: 900, keepContentLength: true } }],
    ['E6 a body cut, with the length of the rest', { truncate: { atBytes: 900, keepContentLength: false } }],
    ['E6 a connection that breaks in the middle', { reset: 'mid-body' as const }],
  ])('%s on the second page: passes, or fails the run without harm', async (_what, fault) => {
    school.simulator.faults.add({ match: SECOND_PAGE, times: 2, ...fault });

    await expectFailureWithoutHarm(() => school.simulator.faults.add({ match: SECOND_PAGE, ...fault }), {
      kind: 'temporary',
    });
  });

  it.each([
    ['a page for people', { status: 200, contentType: 'text/html', body: '<html></html>' }],
    ['no body', { status: 200, body: '' }],
    ['an envelope without success', { status: 200, body: { data: [], meta: {} } }],
    ['a list that is not there', { status: 404, body: altegioErrorBody(404) }],
  ])('E5 E6 %s on the second page fails the run at once, without harm', async (_what, fault) => {
    await expectFailureWithoutHarm(() => school.simulator.faults.add({ match: SECOND_PAGE, ...fault }), {
      kind: 'source-schema',
    });
    expect(pagesAsked()).toEqual(['1', '2']);
  });

  it('E6 a redirect is not followed, and no token is carried there', async () => {
    const { simulator } = school;
    await expectFailureWithoutHarm(
      () => simulator.faults.redirectToHtml(`${simulator.baseUrl}/records/elsewhere`, SECOND_PAGE),
      { kind: 'source-schema' },
    );
    expect(simulator.journal.map(({ path }) => path).join()).not.toContain('elsewhere');
  });
});

describe('E8 two runs at once', () => {
  it('E8 one reads, the other is 409 with its number, also when they are asked for at the same instant', async () => {
    school.simulator.faults.timeout({ path: '/records', times: 1 });
    const ask = (): Promise<AltegioAnswer<Record<string, unknown>>> =>
      school.request('POST', '/api/appointments/sync', { range: 'yesterday' });

    const answers = await Promise.all([ask(), ask(), ask()]);

    const started = answers.find(({ status }) => status === 202);
    const refused = answers.filter(({ status }) => status === 409);
    expect(refused).toHaveLength(2);
    for (const { body } of refused) {
      expect(body).toMatchObject({ code: 'RUN_IN_PROGRESS', runId: started!.body.runId });
    }
    await school.request('POST', `/api/runs/${String(started!.body.runId)}/cancel`);
    expect(pagesAsked().length).toBeLessThanOrEqual(1);
    expect(await school.rows('SELECT id FROM source_run')).toHaveLength(1);
  });
});

describe('E20 lists that are empty', () => {
  it('E20 an empty page where more are announced deletes nothing, marks nothing, and is told', async () => {
    await school.run(ALL);
    const before = await school.versions();
    school.simulator.faults.emptyList(SECOND_PAGE);

    const runs = [await school.run(ALL), await school.run(ALL)];

    expect(runs.map(({ warnings }) => warnings.join())).toEqual([
      expect.stringContaining('announced'),
      expect.stringContaining('announced'),
    ]);
    expect(await school.versions()).toBe(before);
  });

  it('E20 days without a lesson are no error, and no lesson of other days is touched', async () => {
    await school.run(ALL);
    const before = await school.versions();

    const run = await school.run({ mode: 'range', from: '2020-01-01', to: '2020-01-31' });

    expect(run).toMatchObject({ state: 'succeeded', counts: { fetched: 0, missing: 0 } });
    expect(await school.versions()).toBe(before);
  });
});
