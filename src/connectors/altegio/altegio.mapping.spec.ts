import { describe, expect, it } from '@jest/globals';
import type { MappedPayload } from '../../flow/external-source/external-source.public.js';
import { hasOtherOffset, mapRecord, type RecordRules } from './altegio.mapping.js';

const RULES: RecordRules = {
  serviceIds: new Set(['12508353', '12508354']),
  trialServiceIds: new Set(['13000001']),
  zone: 'Europe/Kyiv',
};

const ENGLISH = { id: 12_508_353, title: 'Англійська 1:1, 60 хв', cost: 0, amount: 1 };
const GERMAN = { id: 12_508_354, title: 'Німецька 1:1', cost: 0, amount: 1 };
const TRIAL = { id: 13_000_001, title: 'Пробний урок', cost: 0, amount: 1 };
const GROUP = { id: 99_000_001, title: 'Група', cost: 0, amount: 1 };

/** The sample of the vendor's documents, abridged (UPSTREAM-APIS §1.8). */
function record(changes: object = {}): object {
  return {
    id: 590_000_001,
    company_id: 700_001,
    staff_id: 2_100_001,
    services: [ENGLISH],
    staff: { id: 2_100_001, api_id: null, name: 'Олена Тестова' },
    client: { id: 160_000_001, name: '48210777 Марія', phone: '+380000000001', email: '' },
    date: '2025-08-13 18:00:00',
    datetime: '2025-08-13T18:00:00+03:00',
    create_date: '2025-08-10T11:49:08+0300',
    comment: '',
    visit_attendance: 0,
    attendance: 0,
    confirmed: 1,
    seance_length: 3600,
    length: 3600,
    deleted: false,
    activity_id: 0,
    last_change_date: '2025-08-13T12:15:24+0300',
    ...changes,
  };
}

function map(changes: object = {}): MappedPayload {
  return mapRecord(record(changes), RULES);
}

function fieldsOf(changes: object = {}): Readonly<Record<string, unknown>> {
  const mapped = map(changes);
  if (mapped.kind !== 'record') {
    throw new Error(`Not a record: ${mapped.reason}`);
  }
  return mapped.record.fields;
}

describe('a record of the location', () => {
  it('A5, A6 becomes an appointment', () => {
    expect(map()).toEqual({
      kind: 'record',
      record: {
        externalId: '590000001',
        fields: {
          leadId: '48210777',
          leadName: 'Марія',
          teacherId: '2100001',
          teacherName: 'Олена Тестова',
          serviceId: '12508353',
          serviceName: 'Англійська 1:1, 60 хв',
          startDateTime: new Date('2025-08-13T15:00:00Z'),
          endDateTime: new Date('2025-08-13T16:00:00Z'),
          attendance: 0,
          comment: null,
          isTrial: false,
          isDeleted: false,
          sourceChangedAt: new Date('2025-08-13T09:15:24Z'),
        },
      },
      unknownKeys: [],
    });
  });

  it('E12 keeps an id that became a string, and lists what the vendor added', () => {
    expect(map({ id: '00590000001', loyalty: 1 })).toMatchObject({
      record: { externalId: '590000001' },
      unknownKeys: ['loyalty'],
    });
  });

  it('X6 keeps texts as given', () => {
    expect(
      fieldsOf({ comment: '<b>Ünï</b>\n🌿 สมชาย', client: { name: '1 <i>Ґанна</i> 🌿' } }),
    ).toMatchObject({
      comment: '<b>Ünï</b>\n🌿 สมชาย',
      leadName: '<i>Ґанна</i> 🌿',
    });
  });
});

describe('services (A3, E10)', () => {
  it('A3 looks at every service, and stores the one that matches', () => {
    expect(fieldsOf({ services: [GROUP, GERMAN] })).toMatchObject({
      serviceId: '12508354',
      serviceName: 'Німецька 1:1',
      isTrial: false,
    });
  });

  it('A3 marks a trial wherever in the record it is', () => {
    expect(fieldsOf({ services: [ENGLISH, TRIAL] })).toMatchObject({ serviceId: '12508353', isTrial: true });
  });

  it.each([
    ['only another service', [GROUP]],
    ['only a trial that is not kept', [TRIAL]],
    ['none', []],
    ['null', null],
  ])('A3 E10 skips a record with %s', (_what, services) => {
    expect(map({ services })).toEqual({ kind: 'skipped', externalId: '590000001', reason: 'other-service' });
  });

  it('A3 keeps a trial whose service is in both lists', () => {
    const rules = { ...RULES, serviceIds: new Set(['13000001']) };

    expect(mapRecord(record({ services: [TRIAL] }), rules)).toMatchObject({
      record: { fields: { serviceId: '13000001', isTrial: true } },
    });
  });

  it('takes the same service twice for one', () => {
    expect(fieldsOf({ services: [ENGLISH, { ...ENGLISH, id: '12508353' }] })).toMatchObject({
      serviceId: '12508353',
    });
  });
});

describe('the CRM id (A4, E14)', () => {
  it.each([
    ['12345 Іван', '12345', 'Іван'],
    ['Іван 123', '123', 'Іван'],
    ['Іван 12345 67890', '12345', 'Іван 67890'],
    ['12345\u00a0Іван\u202fТест', '12345', 'Іван Тест'],
    ['\u3000Іван\u2003777\u200b ', '777', 'Іван'],
    ['１２３４５ Іван', '12345', 'Іван'],
    ['  Іван   Петрів   42  ', '42', 'Іван Петрів'],
    ['12345', '12345', null],
  ])('A4 reads %p as %p and %p', (name, leadId, leadName) => {
    expect(fieldsOf({ client: { name } })).toMatchObject({ leadId, leadName });
  });

  it.each([
    ['digits glued to a name', { name: 'Іван12345' }],
    ['digits glued to a letter', { name: 'A12345' }],
    ['a phone number with a plus', { name: 'Іван +380000000001' }],
    ['another script', { name: 'Іван ١٢٣' }],
    ['a superscript', { name: 'Іван ²' }],
    ['no digits', { name: 'Іван' }],
    ['an empty name', { name: '' }],
    ['no name', {}],
    ['nobody', null],
    ['an empty list', []],
  ])('A4 E10 skips a client with %s', (_what, client) => {
    expect(map({ client })).toEqual({ kind: 'skipped', externalId: '590000001', reason: 'no-crm-id' });
  });

  it('A10 skips a record without a teacher by a reason of its own', () => {
    expect(map({ staff: null })).toMatchObject({ kind: 'skipped', reason: 'teacher-not-found' });
  });
});

describe('times (A6, E11)', () => {
  it("A6 E11 prefers the location's wall clock to a winter offset in summer", () => {
    const wrong = { datetime: '2025-08-13T18:00:00+02:00' };

    expect(fieldsOf(wrong).startDateTime).toEqual(new Date('2025-08-13T15:00:00Z'));
    expect(hasOtherOffset(record(wrong), RULES.zone)).toBe(true);
    expect(hasOtherOffset(record(), RULES.zone)).toBe(false);
  });

  it.each([
    ['the first', '+03:00', '2025-10-26T00:30:00Z'],
    ['the second', '+02:00', '2025-10-26T01:30:00Z'],
  ])('A6 E11 in the hour that comes twice, the offset says which: %s', (_which, offset, instant) => {
    const changes = { date: '2025-10-26 03:30:00', datetime: `2025-10-26T03:30:00${offset}` };

    expect(fieldsOf(changes).startDateTime).toEqual(new Date(instant));
    expect(hasOtherOffset(record(changes), RULES.zone)).toBe(false);
  });

  it('A6 E11 takes the instant where the wall clock does not exist', () => {
    const changes = { date: '2025-03-30 03:30:00', datetime: '2025-03-30T03:30:00+02:00' };

    expect(fieldsOf(changes).startDateTime).toEqual(new Date('2025-03-30T01:30:00Z'));
    expect(hasOtherOffset(record(changes), RULES.zone)).toBe(true);
  });

  it('A6 E11 a lesson across midnight and across the change of the clocks lasts as long as it lasts', () => {
    expect(
      fieldsOf({ date: '2025-10-25 23:30:00', datetime: '2025-10-25T23:30:00+03:00', seance_length: 14_400 }),
    ).toMatchObject({
      startDateTime: new Date('2025-10-25T20:30:00Z'),
      endDateTime: new Date('2025-10-26T00:30:00Z'),
    });
  });

  it.each([
    ['without a datetime', { datetime: null }],
    ['with an ISO value in date', { date: '2025-08-13T18:00:00+03:00' }],
    ['with a datetime that is no instant', { datetime: 'soon' }],
  ])('A6 reads the wall clock of a record %s', (_what, changes) => {
    expect(fieldsOf(changes).startDateTime).toEqual(new Date('2025-08-13T15:00:00Z'));
    expect(hasOtherOffset(record(changes), RULES.zone)).toBe(false);
  });

  it.each([
    ['null', { seance_length: null, length: null }],
    ['0', { seance_length: 0 }],
  ])('A6 a length of %s makes an end that is the start', (_what, changes) => {
    const { startDateTime, endDateTime } = fieldsOf(changes);

    expect(endDateTime).toEqual(startDateTime);
  });

  it.each([
    ['no date', { date: null }],
    ['a day that does not exist', { date: '2025-02-30 10:00:00', datetime: null }],
    ['another form', { date: '13.08.2025 18:00', datetime: null }],
    ['a negative length', { seance_length: -60 }],
    ['a length of years', { seance_length: 99_999_999 }],
    ['a status that nobody knows', { visit_attendance: 3 }],
    ['a flag that is none', { deleted: 'yes' }],
    ['a NUL in a name', { client: { name: '1 a\u0000b' } }],
    ['half a surrogate pair', { comment: '\ud83d' }],
  ])('H1 H4 refuses a record with %s, and shows no value', (_what, changes) => {
    const mapped = map(changes);

    expect(mapped).toMatchObject({ kind: 'rejected', externalId: '590000001' });
    expect(JSON.stringify(mapped)).not.toMatch(/2025|Марія|yes/);
  });
});

describe('status and deletion (A1, A8, E12, E13)', () => {
  it.each([
    [true, true],
    [1, true],
    ['1', true],
    [false, false],
    [0, false],
    [null, false],
  ])('A1 E12 reads deleted %p as %p', (deleted, isDeleted) => {
    expect(fieldsOf({ deleted })).toMatchObject({ isDeleted });
  });

  it.each([-1, 0, 1, 2])('A8 E13 keeps the attendance %p of the visit', (visit) => {
    expect(fieldsOf({ visit_attendance: visit, attendance: 0 })).toMatchObject({ attendance: visit });
  });

  it('A8 takes the attendance of the record when the visit has none', () => {
    expect(fieldsOf({ visit_attendance: null, attendance: -1 })).toMatchObject({ attendance: -1 });
  });
});
