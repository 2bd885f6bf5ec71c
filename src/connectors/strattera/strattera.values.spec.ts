import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { maskBankCard } from './strattera.bank-card.js';
import {
  formatHundredths,
  parseHundredths,
  parseInteger,
  parseIsoInstant,
  parseMoscowTime,
} from './strattera.values.js';

describe('amounts of the shop (O2, E18)', () => {
  it.each([
    ['6300.0', '6300.00'],
    ['5800,00', '5800.00'],
    ['5 800,5', '5800.50'],
    ['5\u00a0800,00', '5800.00'],
    ['1\u202f234\u202f567', '1234567.00'],
    [' 12.34 ', '12.34'],
    [5800, '5800.00'],
    [0.1, '0.10'],
    [19.99, '19.99'],
    ['-0.005', '-0.01'],
    ['0.005', '0.01'],
    ['0.0049', '0.00'],
    ['-100', '-100.00'],
    ['999999999999.99', '999999999999.99'],
  ])('reads %p as %p, exactly', (given, expected) => {
    expect(formatHundredths(parseHundredths(given)!)).toBe(expected);
  });

  it.each([
    ['', 'nothing'],
    ['NaN', 'no number'],
    [Number.NaN, 'no number'],
    [Number.POSITIVE_INFINITY, 'no number'],
    ['1e3', 'an exponent'],
    [1e21, 'an exponent'],
    ['5,800', 'perhaps thousands, perhaps a fraction'],
    ['1,234.56', 'two separators'],
    ['12 34,00', 'no group of three'],
    ['0x10', 'hexadecimal'],
    ['12.', 'half a number'],
    ['1000000000000', 'more than numeric(14,2) holds'],
    ['٥', 'digits of another script'],
  ])('refuses %p: %s', (given, why) => {
    expect({ why, amount: parseHundredths(given) }).toEqual({ why, amount: null });
  });

  it('refuses what is not there', () => {
    expect([parseHundredths(null), parseHundredths(undefined)]).toEqual([null, null]);
  });

  it('never changes an amount that it printed itself', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 14n) + 1n, 10n ** 14n - 1n), (hundredths) => {
        expect(parseHundredths(formatHundredths(hundredths))).toBe(hundredths);
      }),
    );
  });

  it.each([
    [2, 2],
    ['2', 2],
    ['2.0', 2],
    [-3, -3],
    ['2.5', null],
    [2_147_483_648, null],
    ['two', null],
    ['', null],
  ])('H3 reads the whole number %p as %p', (given, expected) => {
    expect(parseInteger(given)).toBe(expected);
  });
});

describe('times of the shop (O2, E11)', () => {
  it.each([
    ['05.06.2025 21:31:26', '2025-06-05T18:31:26.000Z'],
    ['01.01.2025 00:00:00', '2024-12-31T21:00:00.000Z'],
    ['01.07.2010 12:00:00', '2010-07-01T08:00:00.000Z'],
    ['01.07.2012 12:00:00', '2012-07-01T08:00:00.000Z'],
    ['29.02.2024 23:59:59', '2024-02-29T20:59:59.000Z'],
  ])("reads %p on Moscow's clock as %p", (given, expected) => {
    expect(parseMoscowTime(given)?.toISOString()).toBe(expected);
  });

  it.each([
    ['30.02.2025 10:00:00', 'no such day'],
    ['29.02.2025 10:00:00', 'no leap year'],
    ['05.13.2025 10:00:00', 'no such month'],
    ['05.06.2025 24:00:00', 'no such hour'],
    ['05.06.2025 10:60:00', 'no such minute'],
    ['27.03.2011 02:30:00', 'jumped over by the clocks'],
    ['5.6.2025 10:00:00', 'short'],
    ['05.06.2025', 'no time'],
    ['2025-06-05 10:00:00', 'another form'],
    ['05.06.2025 10:00:00 +03', 'a tail'],
    ['01.01.0001 00:00:00', 'out of every range'],
    ['٠٥.٠٦.٢٠٢٥ ١٠:٠٠:٠٠', 'digits of another script'],
  ])('H4 refuses %p: %s', (given) => {
    expect(parseMoscowTime(given)).toBeNull();
  });

  it.each([
    ['2025-05-05T21:31:26.500+03:00', '2025-05-05T18:31:26.500Z'],
    ['2025-05-05T21:31:26Z', '2025-05-05T21:31:26.000Z'],
  ])('reads the instant %p', (given, expected) => {
    expect(parseIsoInstant(given)?.toISOString()).toBe(expected);
  });

  it.each([
    '2025-02-30T00:00:00+03:00',
    '2025-05-05T21:31:26',
    '2025-05-05',
    'infinity',
    '+300000-01-01T00:00:00Z',
  ])('H4 refuses the instant %p', (given) => {
    expect(parseIsoInstant(given)).toBeNull();
  });
});

describe('the bank card text', () => {
  it.each([
    ['Банк ТЕСТ Т. Тестов', 'Банк ТЕСТ ***'],
    ['Банк Меридианчик П. Лугинцев', 'Банк Меридианчик ***'],
    ['Северкредит-Проба О. Тестов', 'Северкредит-Проба ***'],
    ['Лазурный банк П. Тестов', 'Лазурный банк ***'],
    ['Тестов Пётр И. Олегов', '***'],
    ['Лазурный банк Анна Т. Тестова', '***'],
    ['Сбербанк Анна Тестова', 'Сбербанк ***'],
    ['Т-Банк Т. Тестов', 'Т-Банк ***'],
    ['ВТБ', 'ВТБ'],
    ['ВТБ 4111 1111 1111 1111', 'ВТБ ***'],
    ['Анна Тестова', '***'],
    ['Банк ТЕСТОВ', '***'],
    ['БАНК ТЕСТОВ ПЁТР', '***'],
    ['Банк Тестова', '***'],
    ['Сберов Пётр', '***'],
    ['4111111111111111', '***'],
    ['  ', null],
    [null, null],
  ])('keeps of %p no more than %p', (given, expected) => {
    expect(maskBankCard(given)).toBe(expected);
  });
});
