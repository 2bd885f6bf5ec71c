import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AltegioCaseName } from './altegio.cases.js';
import type { AltegioRecord } from './altegio.payloads.js';
import { startAltegioSimulator } from './start-altegio-simulator.js';
import type { AltegioSimulator, AltegioSimulatorOptions } from './start-altegio-simulator.js';

const NOW = '2025-08-13 20:00:00';

describe('the Altegio world', () => {
  let simulator: AltegioSimulator;
  const others: AltegioSimulator[] = [];

  beforeEach(async () => {
    simulator = await startAltegioSimulator();
  });

  afterEach(async () => {
    await Promise.all([simulator, ...others.splice(0)].map((one) => one.close()));
  });

  const startAnother = async (options: AltegioSimulatorOptions): Promise<AltegioSimulator> => {
    const another = await startAltegioSimulator(options);
    others.push(another);
    return another;
  };
  const textOf = (one: AltegioSimulator): string => JSON.stringify(one.world.listRecords());
  const caseOf = (name: AltegioCaseName): AltegioRecord =>
    simulator.world.getRecord(simulator.world.cases[name]);
  const nameOf = (name: AltegioCaseName): string | undefined => caseOf(name).client?.name;
  const sharesOf =
    (records: readonly AltegioRecord[]) =>
    (wanted: (record: AltegioRecord) => boolean): number =>
      records.filter(wanted).length / records.length;

  it('is the same byte for byte on every start, and on every machine', async () => {
    const again = await startAnother({});

    expect(textOf(again)).toBe(textOf(simulator));
    expect(createHash('sha256').update(textOf(simulator)).digest('hex')).toMatchInlineSnapshot(
      `"504fd471b1dd86fdc1957a4972e10843d26375945a5f2782916bc158c11fddc5"`,
    );
  });

  it('is another one for another seed', async () => {
    expect(textOf(await startAnother({ seed: 7 }))).not.toBe(textOf(simulator));
  });

  it('reaches from five months before now to three months after it, in the hours of a school', () => {
    const dates = simulator.world.listRecords().map(({ date }) => date);
    const sorted = [...dates].sort();

    expect(dates).toHaveLength(3_000 + Object.keys(simulator.world.cases).length);
    expect(sorted[0]!.slice(0, 7)).toBe('2025-03');
    expect(sorted.at(-1)!.slice(0, 7)).toBe('2025-11');
    expect(dates.filter((date) => date > NOW).length).toBeGreaterThan(800);
  });

  it('is created before it is changed, and changed before now', () => {
    const wrong = simulator.world.listRecords().filter((record) => {
      const [created, changed] = [Date.parse(record.create_date), Date.parse(record.last_change_date)];
      return created > changed || changed > simulator.clock.nowMs();
    });

    expect(wrong).toEqual([]);
  });

  it('has every kind of record in its share', () => {
    const individual = new Set(simulator.serviceIds);
    const records = simulator.world.listRecords();
    const shareOf = sharesOf(records);

    expect(shareOf(({ services }) => services.some(({ id }) => individual.has(id)))).toBeGreaterThan(0.7);
    expect(shareOf(({ services }) => services.length > 1)).toBeGreaterThan(0.03);
    expect(shareOf(({ client }) => client === null)).toBeGreaterThan(0.02);
    expect(shareOf(({ deleted }) => deleted === true)).toBeGreaterThan(0.03);
    expect(shareOf(({ activity_id }) => activity_id > 0)).toBeGreaterThan(0.02);
    for (const attendance of [-1, 0, 1, 2]) {
      expect(shareOf((record) => record.attendance === attendance)).toBeGreaterThan(0.02);
    }
    expect(shareOf(({ client }) => /\p{Zs}/u.test((client?.name ?? '').replaceAll(' ', '')))).toBeGreaterThan(
      0,
    );
    expect(new Set(records.map(({ staff_id: id }) => id)).size).toBe(8);
  });

  it('E10 has a break without a client, a record without services, and a second service that matches', () => {
    const [individual] = simulator.serviceIds;

    expect(caseOf('nullClient')).toMatchObject({ client: null, services: [] });
    expect(caseOf('noServices').services).toEqual([]);
    expect(caseOf('secondServiceMatches').services.map(({ id }) => id)).toEqual([
      expect.any(Number),
      individual,
    ]);
    expect(simulator.serviceIds).not.toContain(caseOf('secondServiceMatches').services[0]!.id);
    expect(caseOf('sameServiceTwice').services.map(({ id }) => id)).toEqual([individual, individual]);
    expect(simulator.trialServiceIds).toContain(caseOf('trialOnly').services[0]!.id);
  });

  it('E11 has a wrong offset in summer, both hours of the night in October, and midnight', () => {
    expect(caseOf('wrongSummerOffset')).toMatchObject({
      date: '2025-07-15 18:00:00',
      datetime: '2025-07-15T18:00:00+02:00',
    });
    expect(caseOf('foldFirst').datetime).toBe('2025-10-26T03:30:00+03:00');
    expect(caseOf('foldSecond').datetime).toBe('2025-10-26T03:30:00+02:00');
    expect(caseOf('foldFirst').date).toBe(caseOf('foldSecond').date);
    expect(caseOf('acrossMidnight').date).toBe('2025-08-12 23:30:00');
    expect(caseOf('justAfterMidnight').date).toBe('2025-08-13 00:30:00');
  });

  it('E14 has the CRM id in every spelling', () => {
    expect(nameOf('noBreakSpace')).toBe('48210777\u00a0Марія');
    expect(nameOf('narrowNoBreakSpace')).toBe('48210777\u202fМарія');
    expect(nameOf('twoNumbers')).toBe('Іван 12345 67890');
    expect(nameOf('gluedNumber')).toBe('Іван12345');
    expect(nameOf('fullWidthNumber')).toBe('１２３４５ Іван');
    expect(nameOf('emptyName')).toBe('');
    expect(caseOf('emptyName').client!.display_name).toBe('');
  });

  it('A9 has lessons that a check must find', () => {
    const [one, two] = [caseOf('duplicateOne'), caseOf('duplicateTwo')];

    expect([one.client?.name, one.date, one.staff_id]).toEqual([two.client?.name, two.date, two.staff_id]);
    expect(caseOf('futureAttended')).toMatchObject({ attendance: 1, date: '2025-08-15 18:00:00' });
    expect([caseOf('zeroLength').seance_length, caseOf('nullLength').seance_length]).toEqual([0, null]);
  });

  it('E12 E13 stamps what changes with the clock, and takes a deletion back', () => {
    const id = simulator.world.cases.plain;
    simulator.clock.advance(5_000);

    expect(simulator.world.deleteRecord(id)).toMatchObject({
      deleted: true,
      last_change_date: '2025-08-13T20:00:05+0300',
    });
    expect(simulator.world.restoreRecord(id).deleted).toBe(false);
    expect(simulator.world.patchRecord(id, { attendance: -1 })).toMatchObject({
      attendance: -1,
      visit_attendance: -1,
    });
  });

  it('shows a renamed client in all of the records, and refuses what it does not know', () => {
    const record = caseOf('noNumber');
    simulator.world.patchClient(record.client!.id, { name: '48210777 Марія' });

    expect(nameOf('noNumber')).toBe('48210777 Марія');
    const clientId = simulator.world.insertClient({ name: '1 Нова' });
    expect(simulator.world.insertRecord({ client_id: clientId }).client!.name).toBe('1 Нова');
    expect(() => simulator.world.getRecord(1)).toThrow('There is no record 1.');
    expect(() => simulator.world.patchRecord(record.id, { date: '13.08.2025' })).toThrow('wall clock');
  });

  it('lives on by the hour in the same way: lessons end, are booked, moved, cancelled and corrected', async () => {
    const other = await startAnother({});
    const progress = simulator.world.advanceWorld(24 * 7);

    expect(other.world.advanceWorld(24 * 7)).toEqual(progress);
    expect(textOf(other)).toBe(textOf(simulator));
    expect(simulator.clock.nowIso()).toBe('2025-08-20T17:00:00.000Z');
    for (const ids of Object.values<readonly unknown[]>({ ...progress })) {
      expect(ids.length).toBeGreaterThan(0);
    }
    expect(new Set(progress.ended.map(({ attendance }) => attendance))).toEqual(new Set([1, -1]));
    expect(() => simulator.world.advanceWorld(-1)).toThrow(RangeError);
  });

  it('moves only what it says that it moves', () => {
    const before = new Map(simulator.world.listRecords().map((record) => [record.id, record]));
    const { ended, ...changes } = simulator.world.advanceWorld(48);
    const touched = new Set([...ended.map(({ id }) => id), ...Object.values(changes).flat()]);
    const changed = simulator.world
      .listRecords()
      .filter((record) => JSON.stringify(record) !== JSON.stringify(before.get(record.id)));

    expect(new Set(changed.map(({ id }) => id))).toEqual(touched);
  });

  it('is as new after a reset', () => {
    const before = textOf(simulator);
    simulator.world.advanceWorld(30);
    simulator.knobs.deletedAs = 'number';
    simulator.reset();

    expect(textOf(simulator)).toBe(before);
    expect(simulator.knobs.deletedAs).toBe('boolean');
  });

  it.each([
    [{ deletedAs: 'number' }, 'deletedNoShow', { deleted: 1 }],
    [{ deletedAs: 'number' }, 'plain', { deleted: 0 }],
    [{ customFieldsAs: 'object' }, 'plain', { custom_fields: {} }],
    [{ idsAs: 'string' }, 'plain', { id: '589000001', staff_id: '2100001' }],
    [
      { wrongSummerOffset: true },
      'plain',
      { date: '2025-08-12 18:00:00', datetime: '2025-08-12T18:00:00+02:00' },
    ],
  ] as const)('shows records as the knob %j wants them', async (knobs, name, expected) => {
    Object.assign(simulator.knobs, knobs);
    const response = await fetch(`${simulator.baseUrl}/record/700001/${simulator.world.cases[name]}`, {
      headers: {
        accept: 'application/vnd.api.v2+json',
        authorization: `Bearer ${simulator.companyToken}, User ${simulator.userToken}`,
      },
    });

    expect(await response.json()).toMatchObject({ data: expected });
  });
});
