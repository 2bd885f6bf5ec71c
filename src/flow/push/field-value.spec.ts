import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SyncedField } from '../synced-entity/synced-entity.public.js';
import { readFieldValue } from './field-value.js';

const field = (over: Partial<SyncedField>): SyncedField => ({
  type: 'string',
  writtenBy: 'local',
  isOptional: true,
  ...over,
});

describe('values that clients send', () => {
  const decimal = field({ type: 'decimal' });
  const instant = field({ type: 'instant' });

  it.each<[SyncedField, unknown, unknown]>([
    [decimal, '3500', '3500.00'],
    [decimal, 3500, '3500.00'],
    [decimal, '007.5', '7.50'],
    [decimal, '-0.00', '0.00'],
    [decimal, '12.500', '12.50'],
    [decimal, '999999999999.99', '999999999999.99'],
    [field({ type: 'decimal', scale: 0 }), '5', '5'],
    [field({ type: 'integer' }), -0, 0],
    [field({ type: 'boolean' }), false, false],
    [instant, 1763690000123, 1763690000123],
    [instant, '2026-02-28T23:59:59.5+03:00', Date.parse('2026-02-28T20:59:59.500Z')],
    [field({}), '🌊'.repeat(2000), '🌊'.repeat(2000)],
    [field({}), null, null],
    [field({}), '', ''],
  ])('reads %j %j as %j', (description, sent, value) => {
    expect(readFieldValue(description, sent)).toEqual({ value });
  });

  it.each<[SyncedField, unknown]>([
    [decimal, '1e3'],
    [decimal, '12.345'],
    [decimal, '1000000000000'],
    [decimal, 'NaN'],
    [decimal, Infinity],
    [decimal, ''],
    [decimal, '1,5'],
    [decimal, {}],
    [field({ type: 'decimal', min: 0 }), '-0.01'],
    [field({ type: 'integer' }), 1.5],
    [field({ type: 'integer' }), 2 ** 31],
    [field({ type: 'integer' }), '5'],
    [field({ type: 'boolean' }), 1],
    [instant, 'infinity'],
    [instant, 'tomorrow'],
    [instant, '2026-02-30T00:00:00Z'],
    [instant, '+300000-01-01T00:00:00Z'],
    [instant, '2026-02-01T24:00:00Z'],
    [instant, '2026-02-01'],
    [instant, 1.5],
    [instant, Date.parse('2300-01-01T00:00:00Z')],
    [field({}), 'a\u0000'],
    [field({}), '\udc00'],
    [field({}), 5],
    [field({ lengthMax: 3 }), 'four'],
    [field({ values: ['a', 'b'] }), 'c'],
    [field({ isOptional: false }), null],
    [field({ isOptional: false }), '  '],
  ])('refuses %j %j (D7, H3, H4)', (description, sent) => {
    expect(readFieldValue(description, sent)).toHaveProperty('fault');
  });

  it('throws for nothing, whatever is sent', () => {
    fc.assert(
      fc.property(
        fc.anything(),
        fc.constantFrom<SyncedField['type']>('string', 'integer', 'decimal', 'boolean', 'instant'),
        (sent, type) => {
          expect(Object.keys(readFieldValue(field({ type }), sent))).toHaveLength(1);
        },
      ),
    );
  });
});
