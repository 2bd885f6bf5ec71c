import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Database } from '@nozbe/watermelondb';
import type { PushedChange } from '../protocol.js';
import { SyncApiClient } from '../sync-api-client.js';
import { FAKE_CONTRACT } from '../testing/fake-sync-state.js';
import { FakeSyncServer } from '../testing/fake-sync-server.js';
import {
  createLocally,
  deleteLocally,
  editLocally,
  localRows,
  localStore,
  synchronize,
} from '../testing/local-store.js';
import { createSyncAdapter, type SyncAdapterOptions } from './sync-adapter.js';

let server: FakeSyncServer;
let client: SyncApiClient;
let database: Database;

beforeEach(async () => {
  server = new FakeSyncServer();
  client = new SyncApiClient({ baseUrl: await server.start() });
  await client.login('agent@example.com', 'a long password');
  database = localStore(FAKE_CONTRACT);
});

afterEach(async () => {
  await server.stop();
});

const contact = (
  id: string,
  name = `Contact ${id}`,
): { id: string; name: string; phone: null; updatedAt: number } => ({
  id,
  name,
  phone: null,
  updatedAt: 1_763_690_000_000,
});

function sync(options: Partial<SyncAdapterOptions> = {}): Promise<void> {
  const adapter = createSyncAdapter({
    client,
    storage: database.localStorage,
    retry: { attemptsMax: 1 },
    ...options,
  });
  return synchronize({ database, ...adapter, sendCreatedAsUpdated: true });
}

async function localNames(): Promise<string[]> {
  const rows = (await localRows(database, 'contacts')) as Record<string, { name: string }>;
  return Object.values(rows)
    .map(({ name }) => name)
    .sort();
}

function pushedChanges(index: number): readonly PushedChange[] {
  return server.state.pushes.at(index)!.changes as readonly PushedChange[];
}

/** The ids of the changes of all pushes. */
function changeIds(): string[] {
  return server.state.pushes.flatMap(({ changes }) =>
    (changes as readonly PushedChange[]).map(({ changeId }) => changeId),
  );
}

describe('S9 the first pull of a stock WatermelonDB', () => {
  it.each(['pages', 'stream'] as const)('brings everything through %s', async (firstPull) => {
    const rows = Array.from({ length: 7 }, (_, index) => contact(`c${index}`));
    rows.forEach((row) => {
      server.state.put('contacts', row);
    });
    server.state.put('deals', { id: 'd1', title: 'Roof', contactId: 'c1', amount: '10.50' });

    await sync({ firstPull, limit: 3 });

    expect(await localRows(database, 'contacts')).toEqual(
      Object.fromEntries(rows.map((row) => [row.id, row])),
    );
    expect(Object.keys(await localRows(database, 'deals'))).toEqual(['d1']);
  });

  it('keeps what was created before the first sync, and sends it', async () => {
    server.state.put('contacts', contact('c1', 'Server'));
    await createLocally(database, 'contacts', 'phone-made-id-01', { name: 'Phone' });

    await sync();

    expect(await localNames()).toEqual(['Phone', 'Server']);
    expect(server.state.find('contacts', 'phone-made-id-01')).toMatchObject({ name: 'Phone' });
  });

  it('starts again when a page token has expired meanwhile', async () => {
    server.state.put('contacts', contact('c1'));
    server.next('/api/sync/initial', { kind: 'answer', status: 410, body: { code: 'CURSOR_EXPIRED' } });

    await sync();

    expect(await localNames()).toEqual(['Contact c1']);
  });

  it('stores nothing of a stream that breaks', async () => {
    server.state.put('contacts', contact('c1'));
    server.next('/api/sync/initial', { kind: 'cut-body', bytes: 150 });

    await expect(sync({ firstPull: 'stream' })).rejects.toThrow(/stream/i);

    expect(await localNames()).toEqual([]);
  });
});

describe('S9 later pulls', () => {
  it('merge the windows of a long absence, so that each record comes once and as it ended up', async () => {
    ['c1', 'c2', 'c3'].forEach((id) => {
      server.state.put('contacts', contact(id));
    });
    await sync();
    server.pageLimit = 1;
    server.state.put('contacts', contact('c1', 'first edit'));
    server.state.remove('contacts', 'c2');
    server.state.put('contacts', contact('c1', 'second edit'));
    server.state.put('contacts', contact('c2', 'back again'));
    server.state.remove('contacts', 'c3');

    await sync();

    expect(await localNames()).toEqual(['back again', 'second edit']);
  });

  it('read the pages of one giant change up to its end', async () => {
    await sync();
    server.pageLimit = 2;
    server.state.putTogether(
      'contacts',
      ['a', 'b', 'c', 'd', 'e'].map((id) => contact(id)),
    );
    server.state.put('contacts', contact('f'));

    await sync();

    expect(await localNames()).toHaveLength(6);
    await sync();
    expect(server.requests.at(-1)?.query.get('since')).toBe(String(server.state.tick));
  });

  it('stop at a consistent place when they grow too big, and go on the next time', async () => {
    await sync();
    server.pageLimit = 1;
    ['a', 'b', 'c'].forEach((id) => {
      server.state.put('contacts', contact(id));
    });

    await sync({ rowsMax: 2 });
    expect(await localNames()).toHaveLength(2);
    await sync({ rowsMax: 2 });
    expect(await localNames()).toHaveLength(3);
  });

  it('re-read everything after a 410, and keep what was not sent', async () => {
    ['gone', 'edited', 'deleted', 'other'].forEach((id) => {
      server.state.put('contacts', contact(id));
    });
    await sync();
    await editLocally(database, 'contacts', 'edited', { phone: '+1 555 0100' });
    await deleteLocally(database, 'contacts', 'deleted');
    await createLocally(database, 'contacts', 'created', { name: 'Created offline' });
    server.state.remove('contacts', 'gone');
    server.state.put('contacts', contact('other', 'Other, renamed'));
    server.state.expireCursors();

    await sync();

    expect(await localNames()).toEqual(['Contact edited', 'Created offline', 'Other, renamed']);
    expect(server.state.find('contacts', 'edited')).toMatchObject({ phone: '+1 555 0100' });
    expect(server.state.find('contacts', 'created')).toBeDefined();
    expect(server.state.find('contacts', 'deleted')).toBeUndefined();
  });
});

describe('S3 pushes', () => {
  beforeEach(async () => {
    server.state.put('contacts', contact('c1'));
    await sync();
  });

  it('send only the fields that changed', async () => {
    await editLocally(database, 'contacts', 'c1', { phone: '+1 555 0100' });

    await sync();

    expect(pushedChanges(-1)).toMatchObject([
      { entityType: 'contacts', entityId: 'c1', operation: 'UPDATE', payload: { phone: '+1 555 0100' } },
    ]);
  });

  it('send nothing when nothing changed', async () => {
    await sync();

    expect(server.state.pushes).toEqual([]);
  });

  it('whose answer was lost are repeated under the same id, also by an app that was restarted', async () => {
    await createLocally(database, 'contacts', 'new', { name: 'New' });
    server.next('/api/sync/outgoing', { kind: 'lose-answer' });
    await expect(sync()).rejects.toThrow();
    server.state.put('contacts', contact('new', 'Edited by somebody else'));

    await sync(); // with an adapter that knows only what the first one stored

    expect(pushedChanges(1)).toEqual(pushedChanges(0));
    expect(server.state.find('contacts', 'new')).toMatchObject({ name: 'Edited by somebody else' });
  });

  it('whose answer was lost do not cost the edits that were made since', async () => {
    await createLocally(database, 'contacts', 'new', { name: 'New' });
    server.next('/api/sync/outgoing', { kind: 'lose-answer' });
    await expect(sync()).rejects.toThrow();
    await editLocally(database, 'contacts', 'new', { name: 'New, corrected' });

    await sync();

    expect(pushedChanges(1)).toMatchObject([
      { ...pushedChanges(0)[0] },
      { operation: 'UPDATE', payload: { name: 'New, corrected' } },
    ]);
    expect(server.state.find('contacts', 'new')).toMatchObject({ name: 'New, corrected' });
    expect(await localNames()).toContain('New, corrected');
  });

  it('that are confirmed get a new id for the same edit made again', async () => {
    for (const phone of ['B', 'A', 'B']) {
      await editLocally(database, 'contacts', 'c1', { phone });
      await sync();
    }

    expect(new Set(changeIds()).size).toBe(3);
    expect(server.state.find('contacts', 'c1')).toMatchObject({ phone: 'B' });
  });

  it('that are confirmed get a new id for the same edit made again after somebody undid it', async () => {
    await editLocally(database, 'contacts', 'c1', { phone: 'B' });
    await sync();
    server.state.put('contacts', contact('c1'));
    await sync();
    await editLocally(database, 'contacts', 'c1', { phone: 'B' });

    await sync();

    expect(server.state.find('contacts', 'c1')).toMatchObject({ phone: 'B' });
  });

  it('that changed since their answer was lost are sent again with the new change behind them', async () => {
    for (const phone of ['B', 'C', 'B']) {
      await editLocally(database, 'contacts', 'c1', { phone });
      server.next('/api/sync/outgoing', { kind: 'lose-answer' });
      await expect(sync()).rejects.toThrow();
    }

    expect(new Set(changeIds()).size).toBe(3);
    expect(server.state.find('contacts', 'c1')).toMatchObject({ phone: 'B' });
  });

  it.each([
    [503, 'UNAVAILABLE'],
    [409, 'PUSH_CONFLICT'],
    [413, 'TOO_LARGE'],
  ])('that the server refuses with %i mark nothing as sent', async (status, code) => {
    await editLocally(database, 'contacts', 'c1', { phone: 'B' });
    server.next('/api/sync/outgoing', { kind: 'answer', status, body: { code } });
    await expect(sync()).rejects.toMatchObject({ code });

    await sync();

    expect(server.state.find('contacts', 'c1')).toMatchObject({ phone: 'B' });
  });

  it('that the server refused are decided anew, and what it stored of the record is not sent as new', async () => {
    await createLocally(database, 'contacts', 'new', { name: 'New' });
    server.next('/api/sync/outgoing', { kind: 'lose-answer' });
    await expect(sync()).rejects.toThrow();
    await editLocally(database, 'contacts', 'new', { phone: 'wrong' });
    server.state.rejectedIds.add('new');
    await sync();
    server.state.rejectedIds.clear();
    server.state.put('contacts', contact('new', 'Edited by somebody else'));

    await sync();

    expect(server.state.find('contacts', 'new')).toMatchObject({
      name: 'Edited by somebody else',
      phone: 'wrong',
    });
  });

  it('go without an id when the server knows it with another content', async () => {
    await editLocally(database, 'contacts', 'c1', { phone: 'B' });
    const body = { code: 'IDEMPOTENCY_MISMATCH' };
    server.next('/api/sync/outgoing', { kind: 'answer', status: 409, body });

    await sync();

    expect(server.state.find('contacts', 'c1')).toMatchObject({ phone: 'B' });
  });

  it('leave rejected records unsent, and their neighbours sent', async () => {
    await editLocally(database, 'contacts', 'c1', { phone: 'B' });
    await createLocally(database, 'contacts', 'fine', { name: 'Fine' });
    server.state.rejectedIds.add('c1');
    const heard: string[] = [];

    await sync({
      onPushed: (results) => {
        heard.push(...results.map(({ id, status }) => `${id} ${status}`));
      },
    });

    expect(heard.sort()).toEqual(['c1 rejected', 'fine applied']);
    expect((await database.get('contacts').find('c1')).syncStatus).toBe('updated');
    expect((await database.get('contacts').find('fine')).syncStatus).toBe('synced');
  });

  it('leave a record unsent that the answer does not mention', async () => {
    await editLocally(database, 'contacts', 'c1', { phone: 'B' });
    const body = { results: [], experimentalRejectedIds: {}, timestamp: 1, replayed: false };
    server.next('/api/sync/outgoing', { kind: 'answer', status: 200, body });

    await sync();

    expect((await database.get('contacts').find('c1')).syncStatus).toBe('updated');
  });

  it('are cut at the limit of a call, parents first and deletions last', async () => {
    await deleteLocally(database, 'contacts', 'c1');
    await createLocally(database, 'deals', 'd1', { title: 'Roof', contactId: 'n0' });
    await database.write(async () => {
      const records = Array.from({ length: 1000 }, (_, index) =>
        database.get('contacts').prepareCreate((record) => {
          record._raw.id = `n${index}`;
          Object.assign(record, { name: `New ${index}` });
        }),
      );
      await database.batch(records);
    });

    await sync();

    expect(pushedChanges(0)).toHaveLength(1000);
    expect(pushedChanges(0).every(({ entityType }) => entityType === 'contacts')).toBe(true);
    expect(pushedChanges(1).map(({ entityType, operation }) => [entityType, operation])).toEqual([
      ['deals', 'CREATE'],
      ['contacts', 'DELETE'],
    ]);
    expect(server.state.all('contacts')).toHaveLength(1000);
  });
});
