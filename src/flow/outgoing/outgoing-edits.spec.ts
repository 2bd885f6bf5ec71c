import { describe, expect, it } from '@jest/globals';
import type { SourceConnector, Sources } from '../external-source/external-source.public.js';
import type { SyncedEntity } from '../synced-entity/synced-entity.public.js';
import { OutgoingEdits } from './outgoing-edits.js';

const EDITS = [{ id: 'r1', fields: { status: 'shipped', note: 'x' } }];

/** Counts what is asked of PostgreSQL when an edit of `orders` is stored. */
async function enqueue(
  connector: Partial<SourceConnector> | null,
  edits = EDITS,
): Promise<readonly unknown[][]> {
  const asked: unknown[][] = [];
  const tx = {
    query: (_sql: string, values: readonly unknown[] = []) => {
      asked.push([...values]);
      return Promise.resolve([]);
    },
  };
  const sources = { list: () => [{ manifest: { key: 'shop' }, connector }] } as unknown as Sources;
  await new OutgoingEdits(sources).enqueue(tx, { table: 'orders' } as SyncedEntity, edits, 'user-1');
  return asked;
}

describe('putting edits on the outgoing queue (S6)', () => {
  const apply = (): Promise<unknown> => Promise.resolve(null);

  it.each([
    ['a source that is not configured', null],
    ['write-back that is switched off', { apply, writable: {} }],
    ['a source of other tables', { apply, writable: { products: ['price'] } }],
    ['fields that were not edited', { apply, writable: { orders: ['total'] } }],
    ['a connector that cannot write', { writable: { orders: ['status'] } }],
  ])('asks nothing of PostgreSQL for %s', async (_case, connector) => {
    expect(await enqueue(connector)).toEqual([]);
  });

  it('asks nothing when nothing was stored', async () => {
    expect(await enqueue({ apply, writable: { orders: ['status'] } }, [])).toEqual([]);
  });

  it('takes one statement for all edits, and only the fields that the vendor takes', async () => {
    const edits = [...EDITS, { id: 'r2', fields: { status: 'paid', note: 'y' } }];

    expect(await enqueue({ apply, writable: { orders: ['status'] } }, edits)).toEqual([
      [
        JSON.stringify([
          { id: 'r1', fields: { status: 'shipped' } },
          { id: 'r2', fields: { status: 'paid' } },
        ]),
        'shop',
        'orders',
        'user-1',
      ],
    ]);
  });
});
