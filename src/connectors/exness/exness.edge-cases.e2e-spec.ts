import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { JournalEntry } from '@sync-hub/simulators';
import { ClientsApp } from '../../../test/support/clients/clients-app.js';
import { shortUidOf } from './exness.values.js';

type Row = Readonly<Record<string, unknown>>;

const V1 = '/reports/clients/';
const V2 = '/v2/reports/clients/';
const LOGIN = '/api/v2/auth/';

/** Rows of the edge-case matrix (UPSTREAM-APIS §6.1) that the import's own tests do not show. */
describe('edge cases of Exness', () => {
  let app: ClientsApp;

  beforeAll(async () => {
    app = await ClientsApp.start();
  });
  afterAll(async () => {
    await app.close();
  });
  beforeEach(async () => {
    await app.reset();
    app.simulator.clearJournal();
  });

  const accountNumbers = async (): Promise<unknown[]> =>
    (
      await app.rows(
        'SELECT account_number FROM client_accounts WHERE missing_since IS NULL ORDER BY account_number',
      )
    ).map((row) => row.account_number);

  const theirNumbers = (): string[] =>
    app.simulator.world
      .listV1Rows()
      .map((row) => row.client_account)
      .sort();

  const asked = (path: string): JournalEntry[] =>
    app.simulator.journal.filter((entry) => entry.path.startsWith(`/api${path}`));

  /** A client that both reports have, with one account. */
  const someUuid = (): string => {
    const { world } = app.simulator;
    const known = new Set(world.listV2Rows().map((row) => row.client_uid));
    return world
      .listClientUuids()
      .find((uuid) => known.has(uuid) && world.listAccountsOf(uuid).length === 1)!;
  };

  it('E1 reads again when an account was deleted between two pages: the one that slipped is stored', async () => {
    const { simulator } = app;
    simulator.knobs.limitMax = 50;
    const [first] = theirNumbers();
    simulator.faults.add({
      match: { path: V1, query: { offset: '0' } },
      times: 1,
      thenChangeWorld: { do: 'removeAccount', account: first },
    });

    const run = await app.run();

    expect(run).toMatchObject({ state: 'succeeded', counts: { listed: { accounts: 121 } } });
    expect(asked(V1).filter(({ path }) => path.includes('offset=0'))).toHaveLength(2);
    expect(await accountNumbers()).toEqual(theirNumbers());
  });

  it('E1 does not take a client for gone that shifted to another page of V2', async () => {
    await app.run();
    const { simulator } = app;
    simulator.knobs.limitMax = 50;
    const gone = simulator.world.listV2Rows()[3]!.client_uid;
    simulator.faults.add({
      match: { path: V2, query: { offset: '0' } },
      times: 1,
      thenChangeWorld: { do: 'removeClient', uuid: gone },
    });

    await app.run();
    await app.run();

    const missing = await app.rows('SELECT external_id FROM clients WHERE missing_since IS NOT NULL');
    expect(missing).toEqual([{ external_id: shortUidOf(gone) }]);
  });

  it.each([
    ['seconds', () => '1'],
    ['a date', () => new Date(Date.now() + 2_000)],
  ])('E2 comes back to a 429 with %s when it may, and not before', async (_name, retryAfter) => {
    app.simulator.faults.tooManyRequests({ retryAfter: retryAfter(), times: 1 }, { path: V1 });

    const run = await app.run();

    expect(run).toMatchObject({ state: 'succeeded', counts: { created: 100 } });
    const [refused, next] = asked(V1);
    expect(refused?.status).toBe(429);
    // The date has whole seconds, so that of 2 s at least 1 is left of it.
    expect(Date.parse(next!.at) - Date.parse(refused!.at)).toBeGreaterThanOrEqual(1_000);
  });

  it.each([
    ['without a wish', undefined],
    ['with a junk wish', 'abc'],
  ])('E2 tries again after a 429 %s', async (_name, retryAfter) => {
    app.simulator.faults.tooManyRequests({ retryAfter, times: 2 }, { path: V2 });

    const run = await app.run();

    expect(run).toMatchObject({ state: 'succeeded', warnings: [], counts: { created: 100 } });
    expect(asked(V2).map(({ status }) => status)).toEqual([429, 429, 200]);
  });

  it.each([
    ['429', () => app.simulator.faults.tooManyRequests({ retryAfter: '0', times: 1 }, { path: '/v2/auth/' })],
    ['502', () => app.simulator.faults.serverError(1, 502, { path: '/v2/auth/' })],
  ])('E2 E3 tries a new login again that met a %s', async (_name, arm) => {
    await app.run();
    app.simulator.expireTokens();
    arm();

    expect(await app.run()).toMatchObject({ state: 'succeeded', counts: { unchanged: 100 } });
  });

  it('E3 logs in once when the token ends between two pages, and no page is lost or stored twice', async () => {
    await app.run();
    app.simulator.clearJournal();
    app.simulator.knobs.limitMax = 50;
    app.simulator.faults.add({
      match: { path: V1, query: { offset: '50' } },
      times: 1,
      thenChangeWorld: { do: 'expireTokens' },
    });
    const trace = await app.trace();

    const run = await app.run();

    expect(run).toMatchObject({ state: 'succeeded', counts: { created: 0, updated: 0, unchanged: 100 } });
    expect(app.simulator.journal.filter(({ path }) => path === LOGIN)).toHaveLength(1);
    expect(asked(V1).filter(({ status }) => status === 401)).toHaveLength(1);
    expect(await app.trace()).toBe(trace);
  });

  it.each([
    ['V1 cut short of its length', V1, 'temporary'],
    ['the login cut short of its length', '/v2/auth/', 'temporary'],
  ])('E6 fails the run and stores nothing: %s', async (_name, path, kind) => {
    app.simulator.expireTokens();
    app.simulator.faults.truncatedJson({ consistentLength: false, atBytes: 10 }, { path });

    const run = await app.run();

    expect(run).toMatchObject({ state: 'failed', error: { kind } });
    expect(await app.rows('SELECT id FROM clients')).toEqual([]);
  });

  it.each([
    ['HTML', () => app.simulator.faults.htmlWith200({ path: '/v2/auth/' })],
    ['a redirect', () => app.simulator.faults.redirectToHtml(undefined, { path: '/v2/auth/' })],
  ])('E6 sends neither password nor token to where a login of %s would lead', async (_name, arm) => {
    app.simulator.expireTokens();
    arm();

    const run = await app.run();

    expect(run).toMatchObject({ state: 'failed', error: { kind: 'source-schema' } });
    expect(app.simulator.journal.map(({ path }) => path)).not.toContain('/t.me');
    expect(asked(V1).every(({ status }) => status === 401)).toBe(true);
  });

  it('E8 of two runs that start at once one runs, and the other caller gets 409 with its id', async () => {
    app.simulator.faults.add({ match: { path: V1 }, delayMs: 300, times: 1 });

    const answers = await Promise.all([
      app.request<Row>('POST', '/api/clients/sync'),
      app.request<Row>('POST', '/api/clients/sync'),
    ]);

    const [started, refused] = answers.sort((one, other) => one.status - other.status);
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'RUN_IN_PROGRESS', runId: started.body.runId },
    });
    await app.waitFor(String(started.body.runId));
    expect(await app.rows('SELECT count(*)::int AS runs FROM source_run')).toEqual([{ runs: 1 }]);
    expect(asked(V1).filter(({ path }) => path.includes('offset=0'))).toHaveLength(1);
  });

  it('E19 joins 8 characters to 36, sums several accounts, and keeps twins apart for good', async () => {
    const { world } = app.simulator;
    const uuid = someUuid();
    const extra = world.insertAccount(uuid).client_account;
    world.patchAccount(extra, { volume_lots: 0.1 });
    world.patchAccount(world.listAccountsOf(uuid)[0]!, { volume_lots: 0.2 });
    const one = world.insertClient({ accounts: 1 }).client_uid;
    const twin = world.insertTwin(one).client_uid;

    const run = await app.run();

    const stored = async (prefix: string): Promise<Row[]> =>
      app.rows('SELECT client_uid, status, volume_lots FROM clients WHERE external_id = $1', [prefix]);
    expect(await stored(shortUidOf(uuid))).toEqual([
      { client_uid: uuid, status: world.getClient(uuid).client_status, volume_lots: '0.30000000' },
    ]);
    expect(shortUidOf(twin)).toBe(shortUidOf(one));
    expect(await stored(shortUidOf(one))).toMatchObject([{ client_uid: null, status: 'UNKNOWN' }]);
    expect(run.warnings).toEqual(['1 client ids of V1 fit more than one client of V2: these are not joined']);

    world.removeClient(twin);
    await app.run();

    expect(await stored(shortUidOf(one))).toMatchObject([{ client_uid: one }]);
  });

  it('E21 keeps control characters that can be stored, and one NUL costs that client alone', async () => {
    const { world } = app.simulator;
    const uuid = someUuid();
    const kept = 'a\u0007\u001b[31m\u202e<script>alert(1)</script>\r\nของเขา 🐘';
    const [account] = world.listAccountsOf(uuid);
    world.patchAccount(account!, { comment: kept });
    const bad = world.listV1Rows().find((row) => row.client_uid !== shortUidOf(uuid))!;
    app.simulator.faults.changedRecords(
      [{ where: { client_account: bad.client_account }, set: { comment: 'half\u0000of it' } }],
      { path: V1 },
    );

    const run = await app.run();

    expect(run).toMatchObject({ state: 'completed-with-errors', counts: { created: 99, failed: 1 } });
    expect(
      await app.rows('SELECT comment FROM client_accounts WHERE account_number = $1', [account]),
    ).toEqual([{ comment: kept }]);
    const [entry] = await app.rows('SELECT external_id, payload FROM quarantine');
    expect(entry?.external_id).toBe(bad.client_uid);
    // Free text of the partner about a person is nothing for a quarantine.
    expect(JSON.stringify(entry?.payload)).not.toContain('half');
  });

  it('W12 a client corrected in the quarantine keeps its comments: the payload was kept without them', async () => {
    const { world } = app.simulator;
    const uuid = someUuid();
    const [account] = world.listAccountsOf(uuid);
    world.patchAccount(account!, { comment: 'Met at the fair' });
    await app.run();
    app.simulator.faults.changedRecords(
      [{ where: { client_account: account }, set: { reward_usd: 'a lot', country: 'LA' } }],
      { path: V1 },
    );
    await app.run();
    const [entry] = await app.rows<{ id: string }>("SELECT id FROM quarantine WHERE state = 'open'");
    const url = `/api/quarantine/${entry!.id}`;
    const { payload } = (await app.request<{ payload: { accounts: Row[] } }>('GET', url)).body;
    const accounts = payload.accounts.map((row) => ({ ...row, reward_usd: '1.00' }));

    const { body } = await app.request('PATCH', url, { payload: { ...payload, accounts } });

    expect(body).toMatchObject({ state: 'resolved' });
    expect(
      await app.rows('SELECT country, comment FROM client_accounts WHERE account_number = $1', [account]),
    ).toEqual([{ country: 'LA', comment: 'Met at the fair' }]);
  });
});
