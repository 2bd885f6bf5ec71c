import { describe, expect, it } from '@jest/globals';
import type { MappedPayload } from '../../flow/external-source/external-source.public.js';
import { mapClient } from './wispro.mapping.js';

const CLIENT = {
  id: '00000000-0000-4000-8000-000000000001',
  public_id: 101,
  custom_id: 'AB-00001',
  name: 'CLIENTE PRUEBA 1',
  email: 'cliente1@example.com',
  password: null,
  address: 'Calle Ficticia 1',
  phone: '',
  phone_mobile: '04240000001',
  phone_mobile_verified: false,
  national_identification_number: '12.000.001',
  city: 'Ciudad',
  state: 'Estado',
  details: 'V',
  zone_name: 'Centro',
  collector_id: null,
  seller_id: null,
  neighborhood_id: null,
  created_at: '2024-04-06T08:55:12.148-04:00',
  updated_at: '2025-06-08T12:02:40.683-04:00',
  link_mobile_login: 'https://cloud.example/portal_api/auth/SIM1',
};

type Mapped = Extract<MappedPayload, { kind: 'record' }>;

const recordOf = (more: object = {}): Mapped['record'] => {
  const mapped = mapClient({ ...CLIENT, ...more });
  expect(mapped.kind).toBe('record');
  return (mapped as Mapped).record;
};

describe('a client of Wispro', () => {
  it('W5 W6 owns four fields for good, and gives a new user its first values', () => {
    expect(mapClient(CLIENT)).toEqual({
      kind: 'record',
      record: {
        externalId: CLIENT.id,
        fields: {
          name: 'CLIENTE PRUEBA 1',
          email: 'cliente1@example.com',
          address: 'Calle Ficticia 1',
          zone: 'Centro',
          idWispro: CLIENT.id,
        },
        initialFields: {
          code: '12000001',
          idNumber: 'V-12000001',
          phone: '04240000001',
          planId: null,
          status: true,
          role: 0,
        },
      },
      unknownKeys: [],
    });
  });

  it('W12 makes nothing of the login link', () => {
    expect(JSON.stringify(mapClient(CLIENT))).not.toContain('portal_api');
  });

  it.each([
    ['J-300000004', null, '300000004', 'J-300000004'],
    ['12000001', 'E', '12000001', 'E-12000001'],
    ['v 12 000 001', '', '12000001', 'V-12000001'],
    [12000001, null, '12000001', 'V-12000001'],
    ['07000123', 'V', '07000123', 'V-07000123'],
  ])('W6 E15 %j beside %j signs in with %s and has %s', (number, details, code, idNumber) => {
    const { initialFields } = recordOf({ national_identification_number: number, details });

    expect(initialFields).toMatchObject({ code, idNumber });
  });

  it.each([
    ['', 'no-national-id'],
    [null, 'no-national-id'],
    ['pasaporte', 'unreadable-national-id'],
    ['12', 'unreadable-national-id'],
  ])('E15 with the number %j makes no user, and updates the one that it is', (number, reason) => {
    expect(recordOf({ national_identification_number: number })).toMatchObject({
      skippedUnlessStored: reason,
      initialFields: { code: null, idNumber: null },
    });
  });

  it.each(['email', 'address', 'zone_name'])(
    'E16 an empty %s is none, and a key that is missing says nothing',
    (key) => {
      const field = key === 'zone_name' ? 'zone' : key;
      const without = Object.fromEntries(Object.entries(CLIENT).filter(([name]) => name !== key));

      expect(recordOf({ [key]: '  ' }).fields).toMatchObject({ [field]: null });
      expect(recordOf({ [key]: null }).fields).toMatchObject({ [field]: null });
      expect((mapClient(without) as Mapped).record.fields).not.toHaveProperty(field);
    },
  );

  it('E16 takes the phone that there is', () => {
    expect(recordOf({ phone_mobile: '', phone: '02120000001' }).initialFields).toMatchObject({
      phone: '02120000001',
    });
    expect(recordOf({ phone_mobile: '', phone: '' }).initialFields).toMatchObject({ phone: null });
  });

  it('a client without a name keeps the one that is stored', () => {
    const { fields, initialFields } = recordOf({ name: ' ' });

    expect(fields).not.toHaveProperty('name');
    expect(initialFields).toMatchObject({ name: 'Sin nombre' });
  });

  it('X6 E21 keeps texts as they are', () => {
    expect(recordOf({ name: 'Ñandú 🐣 <b>VIP</b>' }).fields.name).toBe('Ñandú 🐣 <b>VIP</b>');
  });

  it('reports a key that the contract does not know', () => {
    expect(mapClient({ ...CLIENT, loyalty: 1, 'a b': 2 })).toMatchObject({
      unknownKeys: ['loyalty', '(unprintable key)'],
    });
  });

  it.each<[string, object, string]>([
    ['a name that is no text', { name: 7 }, 'name: '],
    ['no document number at all', { national_identification_number: undefined }, 'national_identification'],
  ])('W2 rejects %s and shows no value', (_name, more, reason) => {
    const mapped = mapClient({ ...CLIENT, ...more });

    expect(mapped).toMatchObject({ kind: 'rejected', externalId: CLIENT.id });
    expect((mapped as { reason: string }).reason).toContain(reason);
    expect((mapped as { reason: string }).reason).not.toContain('12.000.001');
  });
});
