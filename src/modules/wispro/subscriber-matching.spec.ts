import { describe, expect, it } from '@jest/globals';
import type { IncomingRecord } from '../../flow/ingest/ingest.public.js';
import { nationalIdKey, readNationalId } from './national-id.js';
import { matchSubscribers, type SubscriberRow } from './subscriber-matching.js';

const client = (externalId: string, idNumber: string | null): IncomingRecord => ({
  externalId,
  fields: { name: 'Ana Prueba' },
  initialFields: { idNumber, code: readNationalId(idNumber)?.digits ?? null },
});
const row = (id: string, idNumber: string | null, more: Partial<SubscriberRow> = {}): SubscriberRow => {
  const nationalId = readNationalId(idNumber);
  return {
    id,
    externalId: null,
    idWispro: null,
    nationalIdKey: nationalId === null ? null : nationalIdKey(nationalId),
    code: nationalId?.digits ?? null,
    isSubscriber: true,
    ...more,
  };
};
const outcome = (records: IncomingRecord[], rows: SubscriberRow[]): string[] =>
  matchSubscribers(records, rows).map((match) =>
    match.kind === 'adopt' ? `adopt ${match.rowId}` : match.kind === 'conflict' ? match.code : match.kind,
  );
const codes = (records: IncomingRecord[], rows: SubscriberRow[]): unknown[] =>
  matchSubscribers(records, rows).map((match) => match.record.initialFields?.code);

describe('whose a client of Wispro is', () => {
  it('W4 is the row with its Wispro id, whatever national id that has', () => {
    const rows = [row('a', 'V-99999999', { idWispro: 'w1' }), row('b', 'V-12345678')];

    expect(outcome([client('w1', 'V-12345678')], rows)).toEqual(['adopt a']);
  });

  it.each(['12345678', 'V-12.345.678', 'E-12345678'])(
    'W4 is else the row with the national id %s',
    (stored) => {
      expect(outcome([client('w1', 'V-12345678')], [row('a', stored)])).toEqual(['adopt a']);
    },
  );

  it.each([
    ['a company with the digits of a person', 'J-12345678'],
    ['a number that ends like another', 'V-2345678'],
    ['a number that begins like another', 'V-123456789'],
    ['a number with a leading zero', 'V-012345678'],
  ])('W4 is not that of %s', (_name, idNumber) => {
    expect(outcome([client('w1', idNumber)], [row('a', 'V-12345678')])).toEqual(['new']);
  });

  it('E15 two clients without a national id are two, and are like no stored row without one', () => {
    expect(outcome([client('w1', null), client('w2', null)], [row('a', null)])).toEqual(['new', 'new']);
  });

  it('W4 a second Wispro id of a person is a conflict, stored or in the same page', () => {
    const claimed = row('a', 'V-12345678', { externalId: 'w1', idWispro: 'w1' });

    expect(outcome([client('w2', 'V-12345678')], [claimed])).toEqual(['second-wispro-id']);
    expect(outcome([client('w1', 'V-12345678'), client('w2', '12345678')], [])).toEqual([
      'new',
      'second-wispro-id',
    ]);
    expect(outcome([client('w1', 'V-12345678'), client('w2', '12345678')], [row('a', '12345678')])).toEqual([
      'adopt a',
      'second-wispro-id',
    ]);
  });

  it('W4 is nobody for sure when two rows have the national id', () => {
    const rows = [row('a', 'V-12345678'), row('b', '12.345.678', { code: null })];

    expect(outcome([client('w1', '12345678')], rows)).toEqual(['ambiguous-national-id']);
  });

  it('W5 never is somebody who works here', () => {
    const agent = row('a', 'V-12345678', { isSubscriber: false });

    expect(outcome([client('w1', '12345678')], [agent])).toEqual(['staff-account']);
  });

  it('W6 the second with the same digits signs in with the letter before them', () => {
    const page = [client('w1', 'J-12345678'), client('w2', 'G-12345678'), client('w3', 'V-87654321')];

    expect(codes(page, [row('a', 'V-12345678')])).toEqual(['J12345678', 'G12345678', '87654321']);
    expect(codes([client('w1', 'V-12345678'), client('w2', 'J-12345678')], [])).toEqual([
      '12345678',
      'J12345678',
    ]);
  });
});
