import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ClientsApp } from '../../../test/support/clients/clients-app.js';
import { shortUidOf } from './exness.values.js';

type Row = Readonly<Record<string, unknown>>;

const V1 = '/reports/clients/';
const V2 = '/v2/reports/clients/';

let app: ClientsApp;

beforeAll(async () => {
  app = await ClientsApp.start();
});
afterAll(async () => {
  await app.close();
});
beforeEach(async () => {
  await app.reset();
});

async function client(uuid: string): Promise<Row> {
  const rows = await app.rows('SELECT * FROM clients WHERE external_id = $1', [shortUidOf(uuid)]);
  return rows[0]!;
}

async function accountsOf(uuid: string): Promise<Row[]> {
  return app.rows(
    `SELECT account.* FROM client_accounts AS account JOIN clients ON clients.id = client_id
     WHERE external_id = $1 ORDER BY account_number`,
    [shortUidOf(uuid)],
  );
}

/** A client that both reports have, with so many accounts. */
function someUuid(accountCount = 1): string {
  const known = new Set(app.simulator.world.listV2Rows().map((row) => row.client_uid));
  return app.simulator.world
    .listClientUuids()
    .find((uuid) => known.has(uuid) && app.simulator.world.listAccountsOf(uuid).length === accountCount)!;
}

const statuses = (): Promise<Row[]> =>
  app.rows('SELECT external_id, status, kyc_passed, client_uid FROM clients ORDER BY external_id');

describe('the import of all clients', () => {
  it('C1 C2 joins both reports: 122 accounts are 100 clients, and 98 of them have a status', async () => {
    const { world } = app.simulator;
    const run = await app.run();

    expect(run).toMatchObject({ state: 'succeeded', error: null, drift: [], warnings: [] });
    expect(run.counts).toMatchObject({
      created: 100,
      failed: 0,
      skipped: { 'no-account': 2 },
      listed: { accounts: 122, clients: 100 },
    });
    expect(await app.rows(`SELECT count(*)::int AS n FROM clients WHERE status = 'UNKNOWN'`)).toEqual([
      { n: 2 },
    ]);
    expect(await app.rows(`SELECT count(*)::int AS n FROM client_accounts`)).toEqual([{ n: 122 }]);
    const uuid = someUuid(2);
    const theirs = world.getClient(uuid);
    expect(await client(uuid)).toMatchObject({
      client_uid: uuid,
      status: theirs.client_status,
      kyc_passed: theirs.kyc_passed,
      ftd_received: theirs.ftd_received,
      ftt_made: theirs.ftt_made,
      country: theirs.client_country,
      registered_on: theirs.reg_date,
    });
  });

  it('C2 sums volumes over accounts without a float in between', async () => {
    const uuid = someUuid(2);
    const [one, other] = app.simulator.world.listAccountsOf(uuid);
    app.simulator.world.patchAccount(one!, {
      volume_lots: 0.1,
      volume_mln_usd: 0.000_000_07,
      reward_usd: '0.10',
    });
    app.simulator.world.patchAccount(other!, {
      volume_lots: 0.2,
      volume_mln_usd: 1,
      reward_usd: '9999999.20',
    });

    await app.run();

    expect(await client(uuid)).toMatchObject({
      volume_lots: '0.30000000',
      volume_mln_usd: '1.00000007',
      reward_usd: '9999999.30000000',
    });
    const [{ differing }] = (await app.rows(`
      SELECT count(*)::int AS differing FROM clients WHERE (volume_lots, volume_mln_usd, reward_usd) IS DISTINCT FROM
        (SELECT ROW(sum(volume_lots), sum(volume_mln_usd), sum(reward_usd)) FROM client_accounts
         WHERE client_id = clients.id)`)) as [{ differing: number }];
    expect(differing).toBe(0);
  });

  it('C2 keeps every digit that the vendor writes', async () => {
    const uuid = someUuid();
    // No float is this number.
    app.simulator.faults.changedRecords(
      [{ where: { client_uid: shortUidOf(uuid) }, set: { volume_lots: { $raw: '123456789012.12345678' } } }],
      { path: V1 },
    );

    await app.run();

    expect(await client(uuid)).toMatchObject({ volume_lots: '123456789012.12345678' });
  });

  it('E7 writes nothing the second time, not even when it was seen (C3)', async () => {
    await app.run();
    const trace = await app.trace();

    const run = await app.run();

    expect(run.counts).toMatchObject({ created: 0, updated: 0, unchanged: 100 });
    expect(await app.trace()).toBe(trace);
  });

  it('E7 numbers as text or as numbers are the same to it', async () => {
    await app.run();
    const trace = await app.trace();
    app.simulator.knobs.volumesAsStrings = true;

    await app.run();

    expect(await app.trace()).toBe(trace);
  });

  it('C3 sees that a client has left, and keeps one that is no longer listed', async () => {
    const { world } = app.simulator;
    await app.run();
    const left = someUuid();
    world.patchClient(left, { client_status: 'LEFT' });
    const gone = world.listClientUuids().at(40)!;
    world.removeClient(gone);

    const first = await app.run();
    await app.run();

    expect(first.counts.missing).toBe(1);
    expect(await client(left)).toMatchObject({ status: 'LEFT' });
    expect(await client(gone)).toMatchObject({ missing_since: expect.any(Date) });
    expect(await accountsOf(gone)).not.toEqual([]);
  });

  it('C3 changes no status while the list of clients is down, and says so', async () => {
    await app.run();
    const before = await statuses();
    const uuid = someUuid();
    app.simulator.world.patchAccount(app.simulator.world.listAccountsOf(uuid)[0]!, { volume_lots: 77.5 });
    app.simulator.world.patchClient(uuid, { client_status: 'LEFT' });
    app.simulator.faults.serverError(undefined, 500, { path: V2 });

    const run = await app.run();

    expect(run).toMatchObject({
      state: 'completed-with-errors',
      warnings: [expect.stringContaining('The list of clients (V2) could not be read')],
    });
    expect(run.counts.listed).toEqual({ accounts: 122 });
    expect(await statuses()).toEqual(before);
    expect(await client(uuid)).toMatchObject({ volume_lots: '77.50000000' });
  });

  it.each([
    ['HTML instead of it', () => app.simulator.faults.htmlWith200({ path: V2 })],
    ['a 403', () => app.simulator.faults.forbidden({ path: V2 })],
    ['an empty one', () => app.simulator.faults.emptyList({ path: V2 })],
    ['half of it', () => app.simulator.faults.add({ match: { path: V2 }, keepFirst: 50, times: 1 })],
  ])('C3 E20 changes no status for a list of clients that is wrong: %s', async (_name, arm) => {
    await app.run();
    const before = await statuses();
    arm();

    const run = await app.run();

    expect(run.error).toBeNull();
    expect(await statuses()).toEqual(before);
  });

  it('C3 stores clients with their accounts when the list of clients has never come, and learns the rest later', async () => {
    const fault = app.simulator.faults.serverError(undefined, 500, { path: V2 });
    const first = await app.run();
    app.simulator.faults.clear(fault);
    const known = await app.rows(`SELECT DISTINCT status FROM clients`);

    const second = await app.run();

    expect(first.counts.created).toBe(100);
    expect(known).toEqual([{ status: 'UNKNOWN' }]);
    expect(second.counts).toMatchObject({ created: 0, updated: 98 });
  });

  it.each([
    [
      'well-formed and empty',
      () => {
        app.simulator.world.removeAllClients();
      },
    ],
    ['empty against its own count', () => app.simulator.faults.emptyList()],
    ['down', () => app.simulator.faults.serverError(undefined, 503)],
    ['HTML', () => app.simulator.faults.htmlWith200({ path: V1 })],
    ['a redirect', () => app.simulator.faults.redirectToHtml()],
    ['cut', () => app.simulator.faults.truncatedJson({ consistentLength: true }, { path: V1 })],
  ])('E6 E20 fails loudly and keeps everything while the vendor is %s', async (_name, arm) => {
    await app.run();
    const trace = await app.trace();
    arm();

    const run = await app.run();

    expect(run).toMatchObject({ state: 'failed', error: { kind: expect.any(String) } });
    expect(await app.trace()).toBe(trace);
  });

  it('E20 touches no sum when only the list of accounts is empty', async () => {
    await app.run();
    const trace = await app.trace();
    app.simulator.faults.add({
      match: { path: V1 },
      body: { data: [], totals: { count: 0 } },
    });

    const run = await app.run();

    expect(run.counts).toMatchObject({ created: 0, updated: 0 });
    expect(run.warnings).toContain('The list of accounts (V1) is empty: what only it tells is left as it is');
    expect(await app.trace()).toBe(trace);
  });

  it('E19 does not join a client whose id begins like that of another, and reports it', async () => {
    const { world } = app.simulator;
    await app.run();
    const uuid = someUuid();
    const before = await client(uuid);
    world.insertTwin(uuid);
    world.patchClient(uuid, { client_status: before.status === 'LEFT' ? 'ACTIVE' : 'LEFT' });

    const run = await app.run();

    expect(run).toMatchObject({
      state: 'completed-with-errors',
      warnings: ['1 client ids of V1 fit more than one client of V2: these are not joined'],
      counts: { created: 0, skipped: { 'ambiguous-uid': 2, 'no-account': 2 } },
    });
    expect(await client(uuid)).toMatchObject({ client_uid: uuid, status: before.status });
    expect(await accountsOf(uuid)).toHaveLength(2);
  });

  it('C2 C3 moves an account to its new client, and takes it off the sums of the old one', async () => {
    const { world } = app.simulator;
    const [from, to] = [someUuid(1), someUuid(2)];
    const [account] = world.listAccountsOf(from);
    world.patchAccount(account!, { volume_lots: 5, reward_usd: '7.00' });
    await app.run();
    world.moveAccount(account!, to);

    await app.run();

    expect(await accountsOf(from)).toEqual([]);
    expect(await client(from)).toMatchObject({ volume_lots: '0.00000000', missing_since: null });
    expect((await accountsOf(to)).map((row) => row.account_number)).toContain(account);
    expect(await app.rows('SELECT count(*)::int AS n FROM client_accounts')).toEqual([{ n: 122 }]);
    const trace = await app.trace();
    await app.run();
    expect(await app.trace()).toBe(trace);
  });

  it('C3 keeps an account that is no longer listed, and clears the mark when it comes back', async () => {
    const { world } = app.simulator;
    const uuid = someUuid(2);
    const [account] = world.listAccountsOf(uuid);
    const row = world.getAccount(account!);
    await app.run();
    const hide = app.simulator.faults.add({
      match: { path: V1 },
      body: {
        data: world.listV1Rows().filter((other) => other.client_account !== account),
        totals: { count: 121 },
      },
    })[0];

    await app.run();
    const hidden = await accountsOf(uuid);
    app.simulator.faults.clear(hide);
    await app.run();

    expect(hidden.find((stored) => stored.account_number === row.client_account)).toMatchObject({
      missing_since: expect.any(Date),
    });
    expect((await accountsOf(uuid)).map((stored) => stored.missing_since)).toEqual([null, null]);
  });

  it('O8 keeps a bad record from its neighbours, and its stored values as they are', async () => {
    await app.run();
    const uuid = someUuid();
    const before = await client(uuid);
    app.simulator.faults.changedRecords(
      [{ where: { client_uid: shortUidOf(uuid) }, set: { volume_lots: 'a lot' } }],
      { path: V1 },
    );

    const run = await app.run();

    expect(run).toMatchObject({ state: 'completed-with-errors', counts: { failed: 1, unchanged: 99 } });
    expect(await client(uuid)).toEqual(before);
    expect(await app.rows('SELECT external_id, reason FROM quarantine')).toEqual([
      { external_id: shortUidOf(uuid), reason: 'volume_lots: not a decimal' },
    ]);
  });

  it('E21 stores Thai, emoji and markup as they came', async () => {
    const uuid = someUuid();
    const [account] = app.simulator.world.listAccountsOf(uuid);
    app.simulator.world.patchAccount(account!, { comment: 'ลูกค้า <b>VIP</b> 🐘' });

    await app.run();

    expect((await accountsOf(uuid))[0]).toMatchObject({ comment: 'ลูกค้า <b>VIP</b> 🐘' });
  });
});

describe('the import of new clients', () => {
  it('C4 adds a new client with two accounts once, and touches no stored row', async () => {
    const { world } = app.simulator;
    await app.run();
    const stored = await app.rows('SELECT id FROM clients');
    const versions = (): Promise<Row[]> =>
      app.rows(
        `SELECT id, xmin::text FROM clients WHERE id = ANY ($1)
         UNION ALL SELECT id, xmin::text FROM client_accounts WHERE client_id = ANY ($1) ORDER BY id`,
        [stored.map((row) => row.id)],
      );
    const before = await versions();
    const uuid = someUuid();
    world.patchClient(uuid, { client_status: 'LEFT' });
    world.insertAccount(uuid);
    const added = world.insertClient({ accounts: 2 }).client_uid;

    const run = await app.run(true);

    expect(run).toMatchObject({ state: 'succeeded', counts: { created: 1, updated: 0 } });
    expect(await accountsOf(added)).toHaveLength(2);
    expect(await client(added)).toMatchObject({ client_uid: added });
    expect(await versions()).toEqual(before);
    expect(await app.commands.figures(run)).toEqual({
      new_clients_added: 1,
      total_api_clients: 125,
      existing_clients: 100,
    });
  });

  it('C4 C6 reports the figures of the reference: 4 new, 122 in the API, 96 stored before', async () => {
    const rows = app.simulator.world.listV1Rows();
    const uids = [...new Set(rows.map((row) => row.client_uid))];
    const known = new Set(uids.slice(0, 96));
    const data = rows.filter((row) => known.has(row.client_uid));
    const fault = app.simulator.faults.add({
      match: { path: V1 },
      body: { data, totals: { count: data.length } },
    })[0];
    await app.run();
    app.simulator.faults.clear(fault);

    const run = await app.run(true);

    expect(await app.commands.report(run)).toEqual([
      'New clients added: 4',
      'Total API clients: 122',
      'Existing clients: 96',
    ]);
  });

  it('C4 leaves an account with its stored client, although a new one claims it', async () => {
    const { world } = app.simulator;
    const uuid = someUuid(2);
    await app.run();
    const added = world.insertClient({ accounts: 0 }).client_uid;
    world.moveAccount(world.listAccountsOf(uuid)[0]!, added);

    await app.run(true);
    const afterNew = (await accountsOf(uuid)).length;
    await app.run();

    expect(afterNew).toBe(2);
    expect((await accountsOf(uuid)).length).toBe(1);
    expect((await accountsOf(added)).length).toBe(1);
  });
});

describe('the conversation with the vendor', () => {
  const loginCount = (): number =>
    app.simulator.journal.filter((entry) => entry.path.endsWith('/auth/')).length;

  it('E3 logs in again when the token ends in the middle of a run, and reads on', async () => {
    await app.run();
    app.simulator.clearJournal();
    app.simulator.faults.add({ match: { path: V1 }, times: 1, thenChangeWorld: { do: 'expireTokens' } });

    const run = await app.run();

    expect(run).toMatchObject({ state: 'succeeded', counts: { unchanged: 100 } });
    expect(loginCount()).toBe(1);
  });

  it('E3 fails a run whose fresh token is refused, too, and the next one begins anew', async () => {
    const fault = app.simulator.faults.unauthorized({ path: V1 });
    const run = await app.run();
    app.simulator.faults.clear(fault);

    const next = await app.run();

    expect(run).toMatchObject({ state: 'failed', error: { kind: 'unauthorized' } });
    expect(next).toMatchObject({ state: 'succeeded', counts: { created: 100 } });
  });

  it('E3 keeps its token from run to run', async () => {
    await app.run();
    app.simulator.clearJournal();

    await app.run();

    expect(loginCount()).toBe(0);
  });

  it('E21 fails a run whose login is refused, and shows neither login nor password', async () => {
    app.simulator.expireTokens();
    app.simulator.knobs.password = 'another-password';
    const run = await app.run();

    expect(run).toMatchObject({ state: 'failed', error: { kind: 'unauthorized' } });
    expect(JSON.stringify(run)).not.toContain('exness-simulator-password');
    expect(JSON.stringify(run)).not.toContain('partner@example.com');
  });

  it('E2 waits for a 429 as it is told to, and goes on', async () => {
    app.simulator.faults.tooManyRequests({ retryAfter: '0', times: 1 }, { path: V1 });
    app.simulator.faults.tooManyRequests({ times: 1 }, { path: V2 });

    const run = await app.run();

    expect(run).toMatchObject({ state: 'succeeded', counts: { created: 100 } });
  });

  it('E1 reads again when rows came between two pages, and misses none', async () => {
    app.simulator.knobs.limitMax = 50;
    app.simulator.knobs.newestFirst = true;
    app.simulator.faults.add({
      match: { path: V1, query: { offset: '50' } },
      times: 1,
      thenChangeWorld: { do: 'insertClient' },
    });

    const run = await app.run();

    expect(run).toMatchObject({ state: 'succeeded', counts: { listed: { accounts: 123 } } });
    expect(await app.rows('SELECT count(*)::int AS n FROM client_accounts')).toEqual([{ n: 123 }]);
  });

  it('pages by what it gets, whatever it asked for', async () => {
    app.simulator.knobs.limitMax = 40;

    expect(await app.run()).toMatchObject({ state: 'succeeded', counts: { created: 100 } });
  });

  it('understands the other envelope, and reads past a wall that wants a browser', async () => {
    app.simulator.knobs.envelope = 'results';
    app.simulator.knobs.wantsBrowser = true;
    app.simulator.knobs.balances = true;

    expect(await app.run()).toMatchObject({ state: 'succeeded', counts: { created: 100 }, drift: [] });
  });
});
