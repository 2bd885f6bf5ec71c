import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AltegioApp } from '../../../test/support/appointments/altegio-app.js';

type Row = Readonly<Record<string, unknown>>;

const ALL = { mode: 'full' } as const;

let school: AltegioApp;

beforeAll(async () => {
  school = await AltegioApp.start();
});

afterAll(async () => {
  await school.close();
});

describe('the import of the location', () => {
  it('A1, A3, A4 stores individual lessons, and counts the others by reason', async () => {
    const run = await school.run(ALL);

    const { skipped, created, fetched, failed } = run.counts;
    const total = Object.values(skipped).reduce((sum, count) => sum + count, created);
    expect(run).toMatchObject({ state: 'completed-with-errors', error: null, drift: [] });
    expect(run.warnings).toEqual([expect.stringContaining('carry an offset')]);
    expect(fetched).toBe(school.simulator.world.recordCount);
    expect(total).toBe(fetched);
    expect(failed).toBe(0);
    expect(skipped['other-service']).toBeGreaterThan(0);
    expect(skipped['no-crm-id']).toBeGreaterThan(0);
    const [stored] = await school.rows<{ count: number }>('SELECT count(*)::integer FROM appointments');
    expect(stored!.count).toBe(created);
  });

  it.each<[string, keyof AltegioApp['simulator']['world']['cases'], Row]>([
    ['A3 E10 the second service', 'secondServiceMatches', { service_id: '12508353', is_trial: false }],
    ['A3 a trial beside a lesson', 'individualAndTrial', { service_id: '12508354', is_trial: true }],
    ['A4 E14 an id at the end', 'idLast', { lead_id: '48210777', lead_name: 'Марія' }],
    ['A4 E14 a no-break space', 'noBreakSpace', { lead_id: '48210777', lead_name: 'Марія' }],
    ['A4 E14 two numbers', 'twoNumbers', { lead_id: '12345', lead_name: 'Іван 67890' }],
    ['A4 a short number', 'shortNumber', { lead_id: '123' }],
    ['A1 E12 a deleted no-show', 'deletedNoShow', { is_deleted: true, attendance: -1 }],
    ['A8 a confirmed one', 'confirmed', { attendance: 2 }],
    ['A6 E11 a wrong offset', 'wrongSummerOffset', { start_date_time: new Date('2025-07-15T15:00:00Z') }],
    [
      'A6 E11 the first of the doubled hour',
      'foldFirst',
      { start_date_time: new Date('2025-10-26T00:30:00Z') },
    ],
    ['A6 E11 the second of it', 'foldSecond', { start_date_time: new Date('2025-10-26T01:30:00Z') }],
    ['X6 E21 a hostile text', 'hostileText', { lead_name: '<img src=x onerror=alert(1)> 👩‍🏫' }],
  ])('%s', async (_what, name, expected) => {
    expect(await school.row(school.simulator.world.cases[name])).toMatchObject(expected);
  });

  it.each([
    'nullClient',
    'noServices',
    'trialOnly',
    'groupOnly',
    'gluedNumber',
    'gluedLatinNumber',
    'noNumber',
    'emptyName',
  ] as const)('A3 A4 E10 E14 leaves out %s', async (name) => {
    expect(await school.row(school.simulator.world.cases[name])).toBeUndefined();
  });

  it('E7 a second run writes no row and no log entry', async () => {
    const before = await school.versions();

    const run = await school.run(ALL);

    expect(run.counts).toMatchObject({ created: 0, updated: 0, failed: 0 });
    expect(await school.versions()).toBe(before);
  });

  it('A5 E12 E13 a later run updates status, deletion, time and teacher of a known appointment', async () => {
    const { cases } = school.simulator.world;
    school.simulator.world.patchRecord(cases.plain, { attendance: -1 });
    school.simulator.world.deleteRecord(cases.waiting);
    school.simulator.world.patchRecord(cases.confirmed, { date: '2025-08-12 09:30:00', staff_id: 2_100_003 });

    const run = await school.run(ALL);
    const [deleted, undeleted] = [
      await school.row(cases.waiting),
      school.simulator.world.restoreRecord(cases.waiting),
    ];
    await school.run(ALL);

    expect(run.counts).toMatchObject({ created: 0, updated: 3 });
    expect(await school.row(cases.plain)).toMatchObject({ attendance: -1 });
    expect(deleted).toMatchObject({ is_deleted: true });
    expect(undeleted).toMatchObject({ deleted: false });
    expect(await school.row(cases.waiting)).toMatchObject({ is_deleted: false });
    expect(await school.row(cases.confirmed)).toMatchObject({
      start_date_time: new Date('2025-08-12T06:30:00Z'),
      teacher_id: '2100003',
    });
  });

  it('A5 with insertOnly it adds new appointments and leaves known ones as they are', async () => {
    const { world } = school.simulator;
    world.patchRecord(world.cases.noShow, { attendance: 1 });
    const { id } = world.insertRecord({
      date: '2025-08-12 12:00:00',
      service_ids: [school.simulator.serviceIds[0]!],
      client_id: world.insertClient({ name: '48219999 Новий' }),
    });

    const answer = await school.request('POST', '/api/appointments/sync?wait=true', {
      from: '2025-08-12',
      to: '2025-08-12',
      insertOnly: true,
    });

    expect(answer).toMatchObject({ status: 200, body: { counts: { created: 1, updated: 0 } } });
    expect(await school.row(id)).toBeDefined();
    expect(await school.row(world.cases.noShow)).toMatchObject({ attendance: -1 });
  });

  it('A1 is never told to slow down by a vendor that enforces its limits', async () => {
    school.simulator.knobs.enforceLimits = true;

    const run = await school.run({ mode: 'full', pageSize: 10 });
    school.simulator.knobs.enforceLimits = false;

    expect(run.requests).toBeGreaterThan(10);
    expect(school.simulator.limits).toMatchObject({ refusedCount: 0, ignoredCount: 0 });
  });

  it('A12 E3 goes on with the same run when its token expires', async () => {
    const { simulator } = school;
    const own = await AltegioApp.start({
      environment: {
        ALTEGIO_BASE_URL: simulator.baseUrl,
        ALTEGIO_USER_TOKEN: undefined,
        ALTEGIO_USER_LOGIN: simulator.login,
        ALTEGIO_USER_PASSWORD: simulator.password,
      },
    });
    simulator.knobs.tokenCallsMax = 2;
    simulator.clearJournal();

    const run = await own.run(ALL);
    simulator.knobs.tokenCallsMax = 0;
    await own.close();

    expect(simulator.journal.filter((entry) => entry.path.endsWith('/auth'))).toHaveLength(2);
    expect(run).toMatchObject({ error: null, counts: { fetched: simulator.world.recordCount } });
  });

  it('E2 E6 waits out a 429 and a broken answer, and misses nothing', async () => {
    school.simulator.faults.tooManyRequests({ times: 1 });
    school.simulator.faults.serverError(1);

    const run = await school.run(ALL);

    expect(run).toMatchObject({ error: null, counts: { fetched: school.simulator.world.recordCount } });
    expect(run.waits).toBeGreaterThan(0);
  });

  it('E4 E20 a refusal or an empty list fails the run and leaves the rows', async () => {
    const before = await school.versions();
    school.simulator.faults.add({ status: 402, body: { success: false, data: null, meta: {} } });
    const unpaid = await school.run(ALL);
    school.simulator.faults.clear();
    school.simulator.faults.add({ body: { success: true, data: [], meta: { page: 1, total_count: 0 } } });
    const empty = await school.run(ALL);
    school.simulator.faults.clear();

    expect(unpaid).toMatchObject({ state: 'failed', error: { kind: 'unauthorized' } });
    expect(empty).toMatchObject({ state: 'failed', error: { kind: 'source-schema' } });
    expect(await school.versions()).toBe(before);
  });

  it('E12 a record that is bad costs no other, and waits in the quarantine without a phone number', async () => {
    const { cases } = school.simulator.world;
    school.simulator.world.patchRecord(cases.plain, {
      client_id: school.simulator.world.insertClient({ name: '48219998 Бідна', phone: '+380000000007' }),
    });
    school.simulator.faults.changedRecords([{ where: { id: cases.plain }, set: { visit_attendance: 7 } }]);

    const run = await school.run(ALL);
    school.simulator.faults.clear();

    const [entry] = await school.rows<{ payload: object; reason: string }>(
      `SELECT payload, reason FROM quarantine WHERE external_id = $1`,
      [String(cases.plain)],
    );
    expect(run.counts.failed).toBe(1);
    expect(entry!.reason).toContain('visit_attendance');
    expect(JSON.stringify(entry!.payload)).toContain('Бідна');
    expect(JSON.stringify(entry!.payload)).not.toContain('+380000000007');
  });

  it('A10 E21 no token, no name and no phone number is in the log', () => {
    const log = school.logLines.join('');

    expect(log).not.toContain(school.simulator.companyToken);
    expect(log).not.toContain(school.simulator.userToken);
    expect(log).not.toMatch(/Марія|48210777|\+380/);
  });
});
