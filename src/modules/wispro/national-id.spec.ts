import { describe, expect, it } from '@jest/globals';
import { NATIONAL_IDS } from '../../../test/support/wispro/national-ids.js';
import { nationalIdKey, nationalIdText, readNationalId } from './national-id.js';

describe('a national id', () => {
  it.each(NATIONAL_IDS)('W4 E15 %j is the key %j', (text, key) => {
    const id = readNationalId(text);

    expect(id === null ? null : nationalIdKey(id)).toBe(key);
  });

  it.each<[string, string | null, string]>([
    ['12345678', null, 'V-12345678'],
    ['12345678', '', 'V-12345678'],
    ['12.345.678', 'V', 'V-12345678'],
    ['12345678', ' e ', 'E-12345678'],
    ['300000004', 'J', 'J-300000004'],
    ['J-300000004', 'V', 'J-300000004'],
    ['e 80.000.001', null, 'E-80000001'],
    ['12345678', 'vive al lado de la bodega', 'V-12345678'],
    ['V-V-12345678', null, 'V-12345678'],
    ['V-J-300000004', null, 'J-300000004'],
    ['07000123', 'V', 'V-07000123'],
  ])('W6 %j beside %j is shown as %j', (text, letterBeside, shown) => {
    expect(nationalIdText(readNationalId(text, letterBeside)!)).toBe(shown);
  });

  it('W4 never takes the end of a number for the number', () => {
    const [whole, end] = ['12345678', '2345678'].map((text) => nationalIdKey(readNationalId(text)!));

    expect(whole).not.toBe(end);
  });
});
