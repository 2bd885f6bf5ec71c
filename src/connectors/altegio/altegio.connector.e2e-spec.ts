import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type AltegioSimulator, startAltegioSimulator } from '@sync-hub/simulators';
import { describeConnector } from '../../../test/contract/connector.contract.js';
import {
  type FetchOptions,
  SourceHttp,
  type SourcePage,
} from '../../flow/external-source/external-source.public.js';
import { SystemClock } from '../../kernel/clock.js';
import { type AltegioAccess, AltegioClient } from './altegio.client.js';
import { AltegioConnector } from './altegio.connector.js';
import { altegioManifest } from './altegio.manifest.js';

const SETTINGS = {
  ALTEGIO_BASE_URL: 'https://altegio.example/api/v1',
  ALTEGIO_COMPANY_ID: '700001',
  ALTEGIO_COMPANY_TOKEN: 'partner',
  ALTEGIO_USER_TOKEN: 'user',
  ALTEGIO_USER_LOGIN: undefined,
  ALTEGIO_USER_PASSWORD: undefined,
  ALTEGIO_SERVICE_IDS: ['12508353'],
  ALTEGIO_TIME_ZONE: 'Europe/Kyiv',
  ALTEGIO_SCHEDULE: '0 2 * * *',
  ALTEGIO_WEEK_SCHEDULE: '0 3 * * 1',
};
const MANIFEST = altegioManifest(SETTINGS);
const SIGNAL = new AbortController().signal;

function connect(
  simulator: AltegioSimulator,
  changes: Partial<AltegioAccess> = {},
  writesBack = false,
): AltegioConnector {
  const http = (): SourceHttp =>
    new SourceHttp({ baseUrl: simulator.baseUrl, deadlineMs: 2_000 }, new SystemClock());
  const access: AltegioAccess = {
    companyId: String(simulator.companyId),
    companyToken: simulator.companyToken,
    userToken: simulator.userToken,
    login: null,
    ...changes,
  };
  return new AltegioConnector(MANIFEST, new AltegioClient(http, access), {
    rules: {
      serviceIds: new Set(simulator.serviceIds.map(String)),
      trialServiceIds: new Set(simulator.trialServiceIds.map(String)),
      zone: simulator.timeZone,
    },
    writesBack,
  });
}

describeConnector('altegio', async () => {
  const simulator = await startAltegioSimulator({ records: 130 });
  return {
    connector: connect(simulator),
    touch: async () => {
      simulator.world.patchRecord(simulator.world.cases.plain, { attendance: -1 });
      return Promise.resolve();
    },
    stop: () => simulator.close(),
  };
});

describe('the connector of the location', () => {
  let simulator: AltegioSimulator;
  let connector: AltegioConnector;

  beforeEach(async () => {
    simulator = await startAltegioSimulator({ records: 130 });
    connector = connect(simulator);
  });

  afterEach(async () => {
    await connector.close();
    await simulator.close();
  });

  async function fetchAll(options: Partial<FetchOptions> = {}, from = connector): Promise<SourcePage[]> {
    const pages: SourcePage[] = [];
    for await (const page of from.fetch('appointments', null, { mode: 'full', ...options }, SIGNAL)) {
      pages.push(page);
    }
    return pages;
  }

  function idsOf(pages: readonly SourcePage[]): number[] {
    return pages.flatMap((page) => page.payloads).map((payload) => (payload as { id: number }).id);
  }

  it('A1 asks for 50 a page, deleted ones too, in the format of version 2', async () => {
    const pages = await fetchAll({ mode: 'range', from: '2025-01-01', to: '2025-12-31' });

    const [first] = simulator.journal;
    expect(first!.path).toContain('page=1&count=50&start_date=2025-01-01&end_date=2025-12-31&with_deleted=1');
    expect(first!.headers).toMatchObject({ accept: 'application/vnd.api.v2+json' });
    expect(pages[0]!.payloads).toHaveLength(50);
    expect(idsOf(pages)).toContain(simulator.world.cases.deletedNoShow);
    expect(new Set(idsOf(pages)).size).toBe(pages[0]!.totalCount);
    expect(simulator.journal).toHaveLength(pages.length);
  });

  it('A1 trusts what came and not what it asked for, where the vendor serves fewer', async () => {
    simulator.knobs.countMax = 30;

    const pages = await fetchAll();

    expect(pages[0]!.payloads).toHaveLength(30);
    expect(new Set(idsOf(pages)).size).toBe(simulator.world.recordCount);
  });

  it('E1 E10 reads everything once more when a record slips through between two pages', async () => {
    const newest = simulator.world.listRecords()[0]!.id;
    const all = idsOf(await fetchAll());
    simulator.faults.add({
      match: { path: '/records', query: { page: '1' } },
      nth: 1,
      thenChangeWorld: { do: 'removeRecord', id: newest },
    });

    const pages = await fetchAll();

    expect(new Set(idsOf(pages))).toEqual(new Set(all));
    expect(pages.filter((page) => page.endsCompleteListing)).toHaveLength(1);
  });

  it('A6 counts the records whose offset is not the one of their zone', async () => {
    const pages = await fetchAll();
    const warnings = pages.flatMap((page) => page.warnings ?? []);
    simulator.knobs.wrongSummerOffset = true;
    const [sentence] = (await fetchAll()).flatMap((page) => page.warnings ?? []);

    expect(warnings).toEqual([
      expect.stringMatching(/^\d+ records carry an offset that Europe\/Kyiv does not/),
    ]);
    expect(Number.parseInt(sentence!, 10)).toBeGreaterThan(Number.parseInt(warnings[0]!, 10));
  });

  it('A12 signs in when there is no fixed token, and tells nobody the token', async () => {
    const own = connect(simulator, {
      userToken: null,
      login: { login: simulator.login, password: simulator.password },
    });

    const pages = await fetchAll({}, own);
    await own.close();

    expect(idsOf(pages)).toHaveLength(simulator.world.recordCount);
    expect(simulator.journal[0]).toMatchObject({ method: 'POST', status: 201 });
  });

  it('A12 E3 gets a new token once after a 401, and goes on', async () => {
    const own = connect(simulator, {
      userToken: null,
      login: { login: simulator.login, password: simulator.password },
    });
    await fetchAll({}, own);
    simulator.expireUserToken();

    await expect(fetchAll({}, own)).rejects.toMatchObject({ kind: 'unauthorized' });
    await expect(own.refreshCredentials(SIGNAL)).resolves.toBe(true);
    await expect(fetchAll({}, own)).resolves.not.toHaveLength(0);
    await own.close();
  });

  it('A12 has no way to a new token without a login', async () => {
    await expect(connector.refreshCredentials(SIGNAL)).resolves.toBe(false);
  });

  it('A12 a wrong password is refused, and is not in the error', async () => {
    const own = connect(simulator, { userToken: null, login: { login: 'sim', password: 'wrong-password' } });

    const failure = await fetchAll({}, own).catch((error: unknown) => error);
    await own.close();

    expect(failure).toMatchObject({ kind: 'unauthorized' });
    expect(JSON.stringify(failure)).not.toContain('wrong-password');
  });

  it.each([
    ['E5 200 with success false', { body: { success: false, data: null, meta: [] } }, 'temporary'],
    ['E5 an envelope without success', { body: { data: [] } }, 'source-schema'],
    ['E6 a list that is none', { body: { success: true, data: {}, meta: {} } }, 'source-schema'],
    ['E6 HTML', { status: 200, contentType: 'text/html', body: '<html></html>' }, 'source-schema'],
    ['E6 a cut body', { truncate: { atBytes: 400, keepContentLength: false } }, 'temporary'],
    ['E4 no licence', { status: 402, body: { success: false, data: null, meta: {} } }, 'unauthorized'],
    [
      'E2 too many requests',
      { status: 429, body: '<html></html>', contentType: 'text/html' },
      'rate-limited',
    ],
    [
      'E2 a list that is gone',
      { status: 404, body: { success: false, data: null, meta: [] } },
      'source-schema',
    ],
  ])('%s', async (_name, fault, kind) => {
    simulator.faults.add({ match: { path: '/records' }, ...fault });

    await expect(fetchAll()).rejects.toMatchObject({ kind });
  });

  it('reads one record as it is now, and null where there is none', async () => {
    const { plain } = simulator.world.cases;

    await expect(connector.read('appointments', String(plain), SIGNAL)).resolves.toMatchObject({ id: plain });
    await expect(connector.read('appointments', '1', SIGNAL)).resolves.toBeNull();
  });

  it('S6 names nothing as writable while write-back is off', () => {
    expect(connector.writable).toEqual({});
    expect(connect(simulator, {}, true).writable).toEqual({ appointments: ['attendance', 'comment'] });
  });

  it('S6 writes attendance and comment, and nothing else', async () => {
    simulator.knobs.writeBack = true;
    const id = simulator.world.cases.waiting;
    const before = simulator.world.getRecord(id);

    const answer = await connector.apply(
      {
        entity: 'appointments',
        externalId: String(id),
        operation: 'update',
        fields: { attendance: 1, comment: 'Прийшла' },
      },
      'key-1',
      SIGNAL,
    );

    const after = simulator.world.getRecord(id);
    expect(after).toMatchObject({ attendance: 1, comment: 'Прийшла' });
    expect({ ...after, attendance: 0, visit_attendance: 0, comment: '', last_change_date: '' }).toEqual({
      ...before,
      attendance: 0,
      visit_attendance: 0,
      comment: '',
      last_change_date: '',
    });
    expect(connector.map('appointments', answer)).toMatchObject({
      kind: 'record',
      record: { externalId: String(id), fields: { attendance: 1, comment: 'Прийшла' } },
    });
  });

  it('S6 a change of a record that is gone is refused', async () => {
    const write = {
      entity: 'appointments',
      externalId: '1',
      operation: 'update',
      fields: { attendance: 1 },
    } as const;

    await expect(connector.apply(write, 'key-2', SIGNAL)).rejects.toMatchObject({ kind: 'rejected' });
  });
});

describe('the manifest of the location', () => {
  it('A11 reads yesterday daily and last week on Mondays, on the calendar of the location', () => {
    const sunday = new Date('2025-08-17T23:00:00Z');

    expect(MANIFEST).toMatchObject({ key: 'altegio', timeZone: 'Europe/Kyiv', configured: true });
    expect(MANIFEST.schedules.map(({ name, cron, run }) => [name, cron, run(sunday)])).toEqual([
      ['yesterday', '0 2 * * *', { mode: 'range', from: '2025-08-17', to: '2025-08-17' }],
      ['last-week', '0 3 * * 1', { mode: 'range', from: '2025-08-11', to: '2025-08-17' }],
    ]);
  });

  it('A1 stays below both limits of the vendor', () => {
    expect(MANIFEST.pace).toEqual({ requestsPerSecond: 4, requestsPerMinute: 200 });
  });

  it.each([
    [{ ALTEGIO_USER_TOKEN: undefined }, ['ALTEGIO_USER_TOKEN']],
    [{ ALTEGIO_USER_TOKEN: undefined, ALTEGIO_USER_LOGIN: 'sim' }, ['ALTEGIO_USER_PASSWORD']],
    [{ ALTEGIO_USER_TOKEN: undefined, ALTEGIO_USER_LOGIN: 'sim', ALTEGIO_USER_PASSWORD: 'x' }, []],
    [
      { ALTEGIO_BASE_URL: undefined, ALTEGIO_SERVICE_IDS: undefined },
      ['ALTEGIO_BASE_URL', 'ALTEGIO_SERVICE_IDS'],
    ],
  ])('A10 A12 names what is missing of %p', (changes, missingVariables) => {
    expect(altegioManifest({ ...SETTINGS, ...changes })).toMatchObject({
      configured: missingVariables.length === 0,
      missingVariables,
    });
  });
});
