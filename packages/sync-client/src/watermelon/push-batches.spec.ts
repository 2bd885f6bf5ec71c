import { describe, expect, it } from '@jest/globals';
import type { PushedChange } from '../protocol.js';
import { pushBatches } from './push-batches.js';

const change = (
  entityType: string,
  entityId: string,
  operation: PushedChange['operation'],
  payload = {},
): PushedChange => ({ changeId: `${entityId}-${operation}`, entityType, entityId, operation, payload });

const many = (count: number, entityType: string, operation: PushedChange['operation']): PushedChange[] =>
  Array.from({ length: count }, (_, index) => change(entityType, `${entityType}${index}`, operation));

const tablesOf = (batches: readonly (readonly PushedChange[])[]): string[][] =>
  batches.map((batch) => [...new Set(batch.map(({ entityType }) => entityType))]);

describe('the calls of a push', () => {
  it('delete children before their parents', () => {
    const changes = [...many(2, 'contacts', 'DELETE'), ...many(999, 'deals', 'DELETE')];

    const batches = pushBatches(changes, ['contacts', 'deals']);

    expect(tablesOf(batches)).toEqual([['deals', 'contacts'], ['contacts']]);
    expect(batches.map((batch) => batch.length)).toEqual([1000, 1]);
  });

  it('create parents before their children, in whatever order the app names its tables', () => {
    const changes = [...many(1000, 'deals', 'CREATE'), ...many(1000, 'contacts', 'CREATE')];

    expect(tablesOf(pushBatches(changes, ['contacts', 'deals']))).toEqual([['contacts'], ['deals']]);
  });

  it('keep the changes of a record in their order', () => {
    const changes = [
      change('deals', 'd1', 'CREATE'),
      change('deals', 'd1', 'UPDATE'),
      change('deals', 'd1', 'DELETE'),
    ];

    expect(pushBatches(changes, ['contacts', 'deals'])).toEqual([changes]);
  });

  it('stay below two mebibytes of UTF-8', () => {
    const changes = Array.from({ length: 100 }, (_, index) =>
      change('contacts', `r${index}`, 'CREATE', { notes: 'ю'.repeat(20_000) }),
    );

    const batches = pushBatches(changes, []);

    const sizes = batches.map((batch) => Buffer.byteLength(JSON.stringify(batch)));
    expect(Math.max(...sizes)).toBeLessThan(2 * 1024 * 1024);
    expect(batches.flat()).toHaveLength(100);
    expect(batches).toHaveLength(3);
  });
});
