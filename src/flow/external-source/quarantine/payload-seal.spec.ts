import { describe, expect, it } from '@jest/globals';
import { PayloadSeal } from './payload-seal.js';
import { hasHidden, hidePersonal, restoreHidden } from './personal-values.js';

const RECORD = {
  id: 17,
  external_id: '7d0a1b52-2f6e-4c1c-9a55-0d6c7d1f2a10',
  name: '48210777 Марія',
  created_at: '05.06.2025 20:11:03',
  date: '2025-08-13 18:00:00',
  datetime: '2025-08-13T18:00:00+03:00',
  reg_date: '2025-06-15',
  client_account: '240000001',
  partner_account: '1100000000000000001',
  volume_lots: '123456789012.12345678',
  details: { kyc_passed: true, client_status: 'ACTIVE' },
  online: true,
};

describe('personal values of a quarantined payload', () => {
  it('W12 leaves ids, times, amounts and names as they are', () => {
    expect(hidePersonal(RECORD)).toEqual(RECORD);
  });

  it.each([
    ['phone', '1'],
    ['phoneMobile', 4_240_000_001],
    ['Customer-E-Mail', 'a'],
    ['id_number', '5'],
    ['comment', 'her door code is 7'],
    ['details', 'V'],
    ['anything', 'write to ana@example.test'],
    ['anything', 'call +380 67 555 01 99'],
    ['anything', '0424-555-73-21'],
    ['anything', '04240000001'],
    ['anything', 'V-27.418.663'],
    ['anything', 'j 300000004'],
    ['anything', 'https://cloud.example/portal_api/auth/SIM1'],
    ['anything', 'x'.repeat(5_000)],
  ])('W12 hides %s: %s', (key, value) => {
    const payload = { [key]: value, list: [{ [key]: value }] };

    expect(hidePersonal(payload)).toEqual({ [key]: '[hidden]', list: [{ [key]: '[hidden]' }] });
  });

  it('hides everything under a personal name, and nothing of what is empty there', () => {
    expect(hidePersonal({ phones: [{ kind: 'home', main: true }, '', null] })).toEqual({
      phones: [{ kind: '[hidden]', main: true }, '', null],
    });
  });
});

describe('the seal', () => {
  const payload = {
    ...RECORD,
    phone: '+380 67 555 01 99',
    notes: 'half\u0000 of it',
    list: [{ email: 'a@b.example' }],
  };
  const sealOf = (secret: string): PayloadSeal => {
    const seal = new PayloadSeal();
    seal.useSecret(secret);
    return seal;
  };

  it('S3 W12 keeps what a retry needs, and shows it to nobody who looks at the row', () => {
    const stored = JSON.stringify(sealOf('one').toStored(payload, []));

    for (const value of ['555 01 99', 'of it', 'a@b.example']) {
      expect(stored).not.toContain(value);
    }
    // Every process has the same secret.
    expect(sealOf('one').fromStored(JSON.parse(stored))).toEqual(payload);
  });

  it('W12 keeps nothing of what a source declares secret, not even sealed', () => {
    const stored = sealOf('one').toStored({ phone: '5550199', link: 'x' }, ['phone']);

    expect(stored).toEqual({ link: 'x' });
  });

  it('K3 does not open what another secret has sealed, nor what somebody has made up', () => {
    const stored = JSON.parse(JSON.stringify(sealOf('one').toStored(payload, []))) as object;

    expect(sealOf('two').fromStored(stored)).toMatchObject({
      id: 17,
      phone: '[hidden]',
      list: [{ email: '[hidden]' }],
    });
    expect(sealOf('one').fromStored({ a: { $sealed: 'junk' }, b: { $sealed: { deep: 1 } } })).toEqual({
      a: '[hidden]',
      b: '[hidden]',
    });
  });

  it('a correction keeps what stays hidden in it, and says when nobody knows it any more', () => {
    const corrected = { ...(hidePersonal(payload) as object), name: 'Good' };

    expect(restoreHidden(corrected, payload)).toEqual({ ...payload, name: 'Good' });
    expect(hasHidden(restoreHidden(corrected, payload))).toBe(false);
    expect(hasHidden(restoreHidden({ list: [{ email: '[hidden]' }] }, { list: [] }))).toBe(true);
  });
});
