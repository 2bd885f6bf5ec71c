import { describe, expect, it } from '@jest/globals';
import { csvOf } from './csv.js';

const cellOf = (value: string | number | boolean | null | undefined): string =>
  csvOf([{ title: 'x', value: () => value }], [null]).split('\r\n')[1] ?? '';

describe('an export', () => {
  it('is RFC 4180 with a byte order mark, quotes doubled', () => {
    const columns = [
      { title: 'Имя', value: ({ name }: { name: string }) => name },
      { title: 'n', value: () => 1 },
    ];
    expect(csvOf(columns, [{ name: 'a "b", c\nd' }])).toBe('\ufeff"Имя","n"\r\n"a ""b"", c\nd","1"\r\n');
  });

  it('makes no cell a formula, however it is disguised', () => {
    for (const formula of [
      '=1+1',
      '+cmd|x',
      '-2+3',
      '@SUM(A1)',
      '\t=1',
      '\r=1',
      '  =1',
      '＝1',
      "=cmd|'/C calc'!A0",
    ]) {
      expect([formula, cellOf(formula)[1]]).toEqual([formula, "'"]);
    }
  });

  it('leaves numbers, decimals and text as they are, and writes nothing for nothing', () => {
    expect(['-5', '-12.50', 7, true, 'a-b', 'Анна', null, undefined].map(cellOf)).toEqual([
      '"-5"',
      '"-12.50"',
      '"7"',
      '"true"',
      '"a-b"',
      '"Анна"',
      '""',
      '""',
    ]);
  });

  it('protects the titles too', () => {
    expect(csvOf([{ title: '=x', value: () => '' }], [])).toContain(`"'=x"`);
  });
});
