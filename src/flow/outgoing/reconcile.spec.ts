import { describe, expect, it } from '@jest/globals';
import type { SyncedEntity, SyncedField } from '../synced-entity/synced-entity.public.js';
import { disobeyed, reconcile, toFieldValues } from './reconcile.js';

const text: SyncedField = { type: 'string', writtenBy: 'both', isOptional: true };
const ENTITY = {
  table: 'things',
  fields: {
    status: text,
    label: { ...text, onConflict: 'server-wins' },
    note: { ...text, onConflict: 'newest-wins' },
    price: { ...text, type: 'decimal' },
    stock: { ...text, type: 'integer' },
    dueAt: { ...text, type: 'instant' },
    isOpen: { ...text, type: 'boolean' },
  },
} as unknown as SyncedEntity;

describe('reconcile: what is sent to the vendor (S6)', () => {
  it('sends what the vendor does not have yet', () => {
    expect(
      reconcile(ENTITY, {
        wanted: { status: 'shipped' },
        base: { status: 'paid' },
        found: { status: 'paid' },
      }),
    ).toEqual({ send: { status: 'shipped' }, conflicts: [] });
  });

  it('sends nothing when the vendor has it already: an answer was lost, or somebody did the same there', () => {
    const sides = { wanted: { status: 'shipped' }, base: { status: 'paid' }, found: { status: 'shipped' } };

    expect(reconcile(ENTITY, sides)).toEqual({ send: null, conflicts: [] });
  });

  it('sends all fields together when one is missing, so that a repetition is the same request', () => {
    const sides = {
      wanted: { price: '5.00', stock: 3 },
      base: { price: '4.00', stock: 7 },
      found: { price: '5.0', stock: 7 },
    };

    expect(reconcile(ENTITY, sides).send).toEqual({ price: '5.00', stock: 3 });
  });

  it.each([
    ['status', 'b', 'yours', { status: 'b' }],
    ['label', 'b', 'theirs', null],
    ['note', 'b', 'undecided', null],
  ] as const)('settles a conflict in %s by its policy: %s, %s', (name, yours, kept, send) => {
    expect(
      reconcile(ENTITY, { wanted: { [name]: yours }, base: { [name]: 'a' }, found: { [name]: 'c' } }),
    ).toEqual({ send, conflicts: [{ field: name, yours, theirs: 'c', kept }] });
  });

  it('leaves out the field that the vendor keeps, and sends the other', () => {
    const sides = {
      wanted: { status: 'b', label: 'b' },
      base: { status: 'a', label: 'a' },
      found: { status: 'a', label: 'c' },
    };

    expect(reconcile(ENTITY, sides)).toEqual({
      send: { status: 'b' },
      conflicts: [{ field: 'label', yours: 'b', theirs: 'c', kept: 'theirs' }],
    });
  });

  it('calls nothing a conflict whose former value was not known, and asks nothing of who cannot be asked', () => {
    expect(reconcile(ENTITY, { wanted: { status: 'b' }, base: {}, found: { status: 'c' } })).toEqual({
      send: { status: 'b' },
      conflicts: [],
    });
    expect(reconcile(ENTITY, { wanted: { label: 'b' }, base: { label: 'a' }, found: null })).toEqual({
      send: { label: 'b' },
      conflicts: [],
    });
    expect(reconcile(ENTITY, { wanted: { label: 'b' }, base: { label: 'a' }, found: {} }).send).toEqual({
      label: 'b',
    });
  });

  it.each([
    ['price', '12.5', '12.50'],
    ['price', '-0.00', '0'],
    ['price', '007.10', '7.1'],
    ['price', '6300', '6300.00'],
    ['stock', 3, '3'],
    ['dueAt', 1_763_690_000_123, new Date(1_763_690_000_123)],
    ['isOpen', true, true],
    ['status', null, null],
  ] as const)('knows one value in two spellings: %s %p', (name, wanted, found) => {
    expect(reconcile(ENTITY, { wanted: { [name]: wanted }, base: {}, found: { [name]: found } }).send).toBe(
      null,
    );
  });

  it.each([
    ['price', '12.5', '12.05'],
    ['price', '600', '6'],
    ['price', '1', '-1'],
    ['stock', 0, null],
    ['status', '1', '01'],
  ] as const)('tells apart: %s %p and %p', (name, wanted, found) => {
    expect(
      reconcile(ENTITY, { wanted: { [name]: wanted }, base: {}, found: { [name]: found } }).send,
    ).toEqual({ [name]: wanted });
  });

  it('compares an instant with what is stored of it as text', () => {
    const sides = {
      wanted: { dueAt: 5_000 },
      base: { dueAt: '1970-01-01T00:00:01.000Z' },
      found: { dueAt: new Date(1_000) },
    };

    expect(reconcile(ENTITY, sides).conflicts).toEqual([]);
    expect(toFieldValues(ENTITY, sides.wanted)).toEqual({ dueAt: new Date(5_000) });
  });

  it('sees when the vendor answers with another value than it was sent', () => {
    expect(disobeyed(ENTITY, { status: 'b', price: '1.0' }, { status: 'a', price: '1.00' })).toEqual([
      { field: 'status', yours: 'b', theirs: 'a', kept: 'undecided' },
    ]);
    expect(disobeyed(ENTITY, { status: 'b' }, {})).toEqual([]);
  });
});
