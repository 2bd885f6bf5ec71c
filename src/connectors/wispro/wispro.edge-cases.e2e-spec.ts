import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { wisproBodyError } from '@sync-hub/simulators';
import { WisproImport } from '../../../test/support/wispro/wispro-import.js';

/** Three pages of the clients below. */
const CLIENTS = 120;
const ALL = { pageSize: 50 } as const;
const SECOND_PAGE = { query: { page: '2' } } as const;

let wispro: WisproImport;

beforeAll(async () => {
  wispro = await WisproImport.start({ clients: CLIENTS });
});
afterAll(async () => {
  await wispro.close();
});
beforeEach(async () => {
  await wispro.reset();
});

/** Pages that were asked for since the journal was cleared, in their order. */
function pagesAsked(): (string | null)[] {
  return wispro.simulator.journal.map(({ path }) =>
    new URL(path, 'http://vendor.invalid').searchParams.get('page'),
  );
}

/** Everything of all users, and how much has been logged. */
async function everything(): Promise<unknown> {
  const users = await wispro.database.query('SELECT *, xmin FROM users ORDER BY id');
  return { users, logged: await wispro.count('change_log') };
}

/** After a run that reads it all, one that fails under `arm` changes no user, marks none and logs nothing. */
async function expectFailureWithoutHarm(arm: () => unknown, error: object): Promise<void> {
  await expect(wispro.run(ALL)).resolves.toMatchObject({ error: null, counts: { fetched: CLIENTS } });
  const before = await everything();
  wispro.simulator.clearJournal();
  arm();

  const run = await wispro.run(ALL);

  expect(run).toMatchObject({ state: 'failed', error });
  expect(await everything()).toEqual(before);
}

describe('E1 clients that come and go while the list is read', () => {
  const afterFirstPage = { match: { query: { page: '1' } }, times: 1 } as const;

  it.each([true, false])(
    'E1 one that is made meanwhile is stored (newest first: %p)',
    async (newestFirst) => {
      const { faults, knobs, world } = wispro.simulator;
      knobs.newestFirst = newestFirst;
      faults.add({ ...afterFirstPage, thenChangeWorld: { do: 'insertClient' } });

      const run = await wispro.run(ALL);

      expect(await wispro.user(world.listClients().at(-1)!.id)).toMatchObject({ missing_since: null });
      expect(await wispro.count('users')).toBe(run.counts.created);
      expect((await wispro.run(ALL)).counts).toMatchObject({ created: 0, updated: 0 });
    },
  );

  it('E1 as many made as vanish: what one listing misses comes with the next, and does not count as gone', async () => {
    const { faults, world } = wispro.simulator;
    const clients = world.listClients();
    const [vanished, slipped] = [clients[0]!.id, clients[50]!.id];
    await wispro.run(ALL);
    faults.add({ ...afterFirstPage, thenChangeWorld: { do: 'removeClient', id: vanished } });
    faults.add({ ...afterFirstPage, thenChangeWorld: { do: 'insertClient' } });

    const runs = [await wispro.run(ALL), await wispro.run(ALL), await wispro.run(ALL)];

    // The first listing lacks the one that slipped, and still has the one that vanished; the others lack that one.
    expect(runs.map(({ counts }) => counts.missing)).toEqual([1, 1, 1]);
    expect(await wispro.user(slipped)).toMatchObject({ missing_since: null });
    expect(await wispro.user(vanished)).toMatchObject({ missing_since: expect.any(Date), status: true });
    expect(await wispro.user(world.listClients().at(-1)!.id)).toMatchObject({ missing_since: null });
  });
});

describe('E2 a vendor that asks us to slow down', () => {
  it.each([
    ['in seconds', () => '1'],
    ['as a date', () => new Date(Date.now() + 2_000)],
  ])('E2 is not asked again before the time of Retry-After %s', async (_form, retryAfter) => {
    const { faults } = wispro.simulator;
    const told = retryAfter();
    faults.tooManyRequests({ times: 1, retryAfter: told }, SECOND_PAGE);

    const run = await wispro.run(ALL);

    const [first, second] = wispro.simulator.journal.filter(({ path }) => /[?&]page=2(?:&|$)/.test(path));
    expect(run).toMatchObject({ error: null, waits: 1, counts: { fetched: CLIENTS, duplicates: 0 } });
    const allowedAt =
      typeof told === 'string' ? Date.parse(first!.at) + 1_000 : Date.parse(told.toUTCString());
    expect(Date.parse(second!.at)).toBeGreaterThanOrEqual(allowedAt);
  });

  it.each([
    ['without Retry-After', {}],
    ['with a Retry-After that says nothing', { headers: { 'Retry-After': 'abc' } }],
    ['as a page of a proxy', { contentType: 'text/html', body: '<h1>Too Many Requests</h1>' }],
  ])('E2 %s: waits by itself, and goes on at the same page', async (_what, answer) => {
    wispro.simulator.faults.add({ match: SECOND_PAGE, times: 2, status: 429, ...answer });

    const run = await wispro.run(ALL);

    expect(run).toMatchObject({ error: null, waits: 2, counts: { duplicates: 0 } });
    expect(pagesAsked()).toEqual(['1', '2', '2', '2', '3']);
  });
});

describe('E3 E4 access that ends in the middle of a run', () => {
  it.each([
    ['E3 the key, told in the body', 'keyRequestsMax', false, 'status 401 in the body'],
    ['E3 the key, told as HTTP status', 'keyRequestsMax', true, 'HTTP 401'],
    ['E4 the licence, told in the body', 'licenceRequestsMax', false, 'status 402 in the body'],
    ['E4 the licence, told as HTTP status', 'licenceRequestsMax', true, 'HTTP 402'],
  ] as const)(
    '%s: the run fails at once, and a later one reads it all',
    async (_what, knob, isTrue, words) => {
      const { knobs } = wispro.simulator;
      Object.assign(knobs, { [knob]: 2, trueHttpStatus: isTrue });

      const run = await wispro.run(ALL);

      expect(run).toMatchObject({ state: 'failed', pages: 2, error: { kind: 'unauthorized' } });
      expect(run.error!.message).toContain(words);
      expect(pagesAsked()).toEqual(['1', '2', '3']);
      expect(await wispro.count('users')).toBe(run.counts.created);
      knobs[knob] = 0;
      const later = await wispro.run(ALL);
      expect(later).toMatchObject({ error: null, counts: { missing: 0 } });
      expect(await wispro.count('users')).toBe(run.counts.created + later.counts.created);
    },
  );

  it.each([
    ['E3 a key that is refused', 401],
    ['E4 a licence that is over', 402],
  ] as const)('%s from the second page on harms no user of an earlier run', async (_what, status) => {
    await expectFailureWithoutHarm(() => wispro.simulator.faults.add(wisproBodyError(status, SECOND_PAGE)), {
      kind: 'unauthorized',
    });
  });
});

describe('E6 answers that are none, in the middle of a list', () => {
  it.each([
    ['a body cut short of its length', { truncate: { atBytes: 900, keepContentLength: true } }],
    ['a body cut, with the length of the rest', { truncate: { atBytes: 900, keepContentLength: false } }],
    ['a page without clients', { keepFirst: 0 }],
  ])('E6 E20 %s: passes, or fails the run without harm', async (_what, fault) => {
    wispro.simulator.faults.add({ match: SECOND_PAGE, times: 2, ...fault });

    await expectFailureWithoutHarm(() => wispro.simulator.faults.add({ match: SECOND_PAGE, ...fault }), {
      kind: 'temporary',
    });
  });

  it.each([
    ['a page for people', { status: 200, contentType: 'text/html', body: '<html></html>' }],
    ['no body', { status: 200, body: '' }],
    ['null', { status: 200, body: 'null' }],
    ['a list that is not there', { status: 404, contentType: 'text/html', body: '<h1>404</h1>' }],
  ])('E6 %s fails the run at once, without harm', async (_what, fault) => {
    await expectFailureWithoutHarm(() => wispro.simulator.faults.add({ match: SECOND_PAGE, ...fault }), {
      kind: 'source-schema',
    });
    expect(pagesAsked()).toEqual(['1', '2']);
  });

  it('E6 a redirect is not followed, and no key is carried there', async () => {
    const { baseUrl, faults } = wispro.simulator;
    await expectFailureWithoutHarm(() => faults.redirectToHtml(`${baseUrl}/elsewhere`, SECOND_PAGE), {
      kind: 'source-schema',
    });
    expect(pagesAsked()).toEqual(['1', '2']);
  });
});

describe('E20 a list that is empty', () => {
  it('E20 is no error before the first client, and one afterwards', async () => {
    const { world } = wispro.simulator;
    world.removeAllClients();
    await expect(wispro.run(ALL)).resolves.toMatchObject({ state: 'succeeded', counts: { fetched: 0 } });
    wispro.simulator.reset();

    await expectFailureWithoutHarm(
      () => {
        world.removeAllClients();
      },
      { kind: 'source-schema' },
    );
  });
});
