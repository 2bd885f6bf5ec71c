import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AltegioApp } from '../../../test/support/appointments/altegio-app.js';
import type { SourceRun } from '../../flow/external-source/external-source.public.js';

type Row = Readonly<Record<string, unknown>>;
type CaseName = keyof AltegioApp['simulator']['world']['cases'];

const ALL = { mode: 'full', pageSize: 100 } as const;

let school: AltegioApp;

beforeAll(async () => {
  school = await AltegioApp.start({ simulator: { records: 0 } });
});

afterAll(async () => {
  await school.close();
});

/** The stored row of a named case. */
function rowOf(name: CaseName): Promise<Row | undefined> {
  return school.row(school.simulator.world.cases[name]);
}

/** Lets the vendor send other values than it has in one record, for as long as the test lasts. */
function send(name: CaseName, set: Row): void {
  school.simulator.faults.changedRecords([{ where: { id: school.simulator.world.cases[name] }, set }]);
}

describe('named records of the location', () => {
  let run: SourceRun;

  beforeAll(async () => {
    await school.reset();
    run = await school.run(ALL);
  });

  it.each<[string, CaseName, Row]>([
    ['E10 the same service twice', 'sameServiceTwice', { service_id: '12508353' }],
    [
      'E11 a lesson across midnight',
      'acrossMidnight',
      {
        start_date_time: new Date('2025-08-12T20:30:00Z'),
        end_date_time: new Date('2025-08-12T21:30:00Z'),
      },
    ],
    [
      'E11 a lesson just after midnight',
      'justAfterMidnight',
      { start_date_time: new Date('2025-08-12T21:30:00Z') },
    ],
    [
      'E11 a lesson without length',
      'zeroLength',
      {
        start_date_time: new Date('2025-08-12T15:00:00Z'),
        end_date_time: new Date('2025-08-12T15:00:00Z'),
      },
    ],
    ['E11 a lesson whose length is null', 'nullLength', { end_date_time: new Date('2025-08-12T15:00:00Z') }],
    ['E14 the number first', 'idFirst', { lead_id: '48210777', lead_name: 'Марія' }],
    ['E14 the number between', 'idBetween', { lead_id: '48210777', lead_name: 'Марія Тестова' }],
    ['E14 a narrow NBSP', 'narrowNoBreakSpace', { lead_id: '48210777', lead_name: 'Марія' }],
    ['E14 an ideographic space', 'ideographicSpace', { lead_id: '48210777', lead_name: 'Марія' }],
    ['E14 many spaces and a tab', 'manySpaces', { lead_id: '48210777', lead_name: 'Марія Тестова' }],
    ['E14 full-width digits', 'fullWidthNumber', { lead_id: '12345', lead_name: 'Іван' }],
    ['E14 nothing but a number', 'onlyNumber', { lead_id: '48210777', lead_name: null }],
    [
      'E21 a text that is hostile, character by character',
      'hostileText',
      {
        lead_name: '<img src=x onerror=alert(1)> 👩‍🏫',
        comment: '=HYPERLINK("https://x.example")\r\n\u0007<script>alert(1)</script> pwd: invented-secret',
      },
    ],
  ])('%s', async (_what, name, expected) => {
    expect(await rowOf(name)).toMatchObject(expected);
  });

  it.each<CaseName>(['nullClient', 'noServices', 'trialOnly', 'groupOnly'])(
    'E10 leaves out %s',
    async (name) => {
      expect(await rowOf(name)).toBeUndefined();
    },
  );

  it.each<CaseName>(['gluedNumber', 'gluedLatinNumber', 'numberWithSign', 'noNumber', 'emptyName'])(
    'E14 leaves out %s',
    async (name) => {
      expect(await rowOf(name)).toBeUndefined();
    },
  );

  it('E10 E14 counts by reason what it leaves out, and calls none of it an error', () => {
    expect(run).toMatchObject({
      error: null,
      counts: { failed: 0, skipped: { 'other-service': 4, 'no-crm-id': 5 } },
    });
  });
});

describe('records that are odd or change', () => {
  beforeEach(async () => {
    await school.reset();
  });

  it.each([
    ['an empty object', { client: {} }, 'no-crm-id'],
    ['an empty list', { client: [] }, 'no-crm-id'],
    ['a name that is null', { 'client.name': null }, 'no-crm-id'],
    ['services that are null', { services: null }, 'other-service'],
  ])('E10 %s: left out by its reason, and nothing fails', async (_what, set, reason) => {
    const usual = (await school.run(ALL)).counts.skipped[reason]!;
    await school.reset();
    send('waiting', set);

    const run = await school.run(ALL);

    expect(run.counts).toMatchObject({ failed: 0, skipped: { [reason]: usual + 1 } });
    expect(await rowOf('waiting')).toBeUndefined();
  });

  it("E11 the winter's offset in all of summer moves no lesson, and is told", async () => {
    // In the hour that comes twice the offset is all that there is: with a wrong one it is the second.
    const starts = (): Promise<Row[]> =>
      school.rows(
        'SELECT external_id, start_date_time FROM appointments WHERE external_id <> $1 ORDER BY 1',
        [String(school.simulator.world.cases.foldFirst)],
      );
    await school.run(ALL);
    const before = await starts();
    school.simulator.knobs.wrongSummerOffset = true;

    const run = await school.run(ALL);

    expect(await starts()).toEqual(before);
    expect(run.warnings.join()).toMatch(/^\d\d records carry an offset that Europe\/Kyiv does not have then/);
  });

  it.each([
    [
      'the hour that the clocks jump over',
      '2025-03-30 03:30:00',
      '2025-03-30T03:30:00+02:00',
      '2025-03-30T01:30:00Z',
    ],
    ['the doubled hour, without datetime', '2025-10-26 03:30:00', null, '2025-10-26T00:30:00Z'],
    [
      'an hour of summer, with UTC as offset',
      '2025-07-15 18:00:00',
      '2025-07-15T18:00:00Z',
      '2025-07-15T15:00:00Z',
    ],
  ])('E11 %s', async (_what, date, datetime, instant) => {
    send('plain', { date, datetime });

    await school.run(ALL);

    expect(await rowOf('plain')).toMatchObject({ start_date_time: new Date(instant) });
  });

  it("E11 a day is the location's: it begins at its midnight", async () => {
    await school.run({ mode: 'range', from: '2025-08-13', to: '2025-08-13' });

    expect(await rowOf('justAfterMidnight')).toBeDefined();
    expect(await rowOf('acrossMidnight')).toBeUndefined();
  });

  it('E7 ids that became texts, flags that became numbers and lists that became objects change nothing', async () => {
    await school.run(ALL);
    const before = await school.versions();
    const forms = { idsAs: 'string', deletedAs: 'number', customFieldsAs: 'object', order: 'by-date' };
    Object.assign(school.simulator.knobs, forms);

    const run = await school.run(ALL);

    expect(run).toMatchObject({ error: null, counts: { created: 0, updated: 0, failed: 0, missing: 0 } });
    expect(await school.versions()).toBe(before);
  });

  it.each(['boolean', 'number'])('E12 deleted as a %s is deleted, and later not any more', async (form) => {
    const { world } = school.simulator;
    school.simulator.knobs.deletedAs = form;
    await school.run(ALL);
    const states = [await rowOf('waiting')];

    world.deleteRecord(world.cases.waiting);
    const deletion = await school.run(ALL);
    states.push(await rowOf('waiting'));
    world.restoreRecord(world.cases.waiting);
    const comeback = await school.run(ALL);
    states.push(await rowOf('waiting'));

    expect(states.map((row) => row!.is_deleted)).toEqual([false, true, false]);
    expect(await rowOf('deletedNoShow')).toMatchObject({ is_deleted: true });
    expect([deletion, comeback].map(({ counts }) => counts.updated)).toEqual([1, 1]);
  });

  it('E13 a lesson that was over when it was imported becomes a no-show, and then one that was held', async () => {
    const { world } = school.simulator;
    await school.run(ALL);
    const seen: unknown[] = [];

    for (const attendance of [-1, 1, -1] as const) {
      world.patchRecord(world.cases.plain, { attendance });
      await school.run({ mode: 'range', from: '2025-08-12', to: '2025-08-12' });
      seen.push((await rowOf('plain'))!.attendance);
    }

    expect(seen).toEqual([-1, 1, -1]);
  });

  it('E14 a client who gets a number later gets the lesson, and one who loses it keeps it', async () => {
    const { world } = school.simulator;
    await school.run(ALL);
    const clientOf = (name: CaseName): number => world.getRecord(world.cases[name]).client!.id;
    world.patchClient(clientOf('noNumber'), { name: '48217777\u00a0Марія' });
    world.patchClient(clientOf('plain'), { name: 'Випадок' });
    const before = await rowOf('plain');

    const run = await school.run(ALL);
    await school.run(ALL);

    expect(run.counts).toMatchObject({ created: 1, updated: 0, failed: 0 });
    expect(await rowOf('noNumber')).toMatchObject({ lead_id: '48217777', lead_name: 'Марія' });
    expect(await rowOf('plain')).toEqual(before);
  });

  it.each([
    ['a NUL in a name', { 'client.name': '48217777 Ма\u0000рія' }, 'leadName'],
    ['half of a surrogate pair in a comment', { comment: 'invented-secret \ud83d' }, 'comment'],
  ])('E21 %s costs no other record, and no text of it is logged', async (_what, set, field) => {
    const usual = (await school.run(ALL)).counts.created;
    await school.reset();
    send('waiting', set);

    const run = await school.run(ALL);

    expect(run.counts).toMatchObject({ created: usual - 1, failed: 1 });
    const [entry] = await school.rows<{ external_id: string; reason: string }>('SELECT * FROM quarantine');
    expect(entry).toMatchObject({
      external_id: String(school.simulator.world.cases.waiting),
      reason: expect.stringContaining(`${field}: `),
    });
    expect(entry!.reason).not.toMatch(/рія|invented/);
  });

  it('E21 no token, name, phone number or comment has reached the log', () => {
    const { companyToken, userToken, world } = school.simulator;
    const log = school.logLines.join('');
    const texts = world
      .listRecords()
      .flatMap(({ client, comment }) => [client?.name, client?.phone, comment]);

    const told = texts.filter((text) => text != null && text !== '' && log.includes(text));

    expect(school.logLines.length).toBeGreaterThan(0);
    expect(told).toEqual([]);
    expect(log).not.toMatch(new RegExp(`invented-secret|${companyToken}|${userToken}`));
  });
});
