import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, TEST_ADMIN, type TestApp } from '../../../../test/support/app/test-app.js';
import { CrmSyncModule } from '../../../../src/modules/crm-sync/crm-sync.module.js';
import { SyncModule } from '../../../../src/modules/crm-sync/sync/sync.module.js';
import { SyncApiClient } from '../sync-api-client.js';
import {
  createLocally,
  deleteLocally,
  editLocally,
  localRows,
  localStore,
  synchronize,
} from '../testing/local-store.js';
import { createSyncAdapter, type SyncAdapterOptions } from './sync-adapter.js';

const TABLES = ['contacts', 'deals', 'tasks'];

let api: TestApp;

beforeAll(async () => {
  api = await startTestApp({ overrides: { modules: [SyncModule, CrmSyncModule] } });
});

afterAll(async () => {
  await api.close();
});

interface Phone {
  readonly database: ReturnType<typeof localStore>;
  readonly sync: () => Promise<void>;
  readonly client: SyncApiClient;
}

/** A phone that is signed in and has an empty store. */
async function newPhone(options: Partial<SyncAdapterOptions> = {}): Promise<Phone> {
  const client = new SyncApiClient({ baseUrl: api.url });
  await client.login(TEST_ADMIN.email, TEST_ADMIN.password);
  await client.registerDevice({ name: 'Test phone', platform: 'node' });
  const contract = await client.schema();
  const tables = contract.tables.filter(({ name }) => TABLES.includes(name));
  const database = localStore({ ...contract, tables });
  const adapter = createSyncAdapter({ client, tables: TABLES, storage: database.localStorage, ...options });
  return { client, database, sync: () => synchronize({ database, ...adapter, sendCreatedAsUpdated: true }) };
}

describe('S9 an unmodified synchronize() against the real server', () => {
  it.each(['pages', 'stream'] as const)(
    'carries edits of two phones both ways (first pull by %s)',
    async (firstPull) => {
      const one = await newPhone({ firstPull, limit: 2 });
      const two = await newPhone({ firstPull });
      await createLocally(one.database, 'contacts', `${firstPull}-contact-1`, {
        name: 'Offline',
        status: 'active',
      });
      await createLocally(one.database, 'deals', `${firstPull}-deal-0001`, {
        title: 'Roof',
        contactId: `${firstPull}-contact-1`,
        amount: '12.50',
        stage: 'new',
      });
      await one.sync();
      await two.sync();
      expect(await localRows(two.database, 'deals')).toMatchObject({
        [`${firstPull}-deal-0001`]: { contactId: `${firstPull}-contact-1`, amount: '12.50' },
      });

      await editLocally(one.database, 'contacts', `${firstPull}-contact-1`, { phone: '+1 555 0100' });
      await editLocally(two.database, 'contacts', `${firstPull}-contact-1`, { name: 'Renamed' });
      await deleteLocally(two.database, 'deals', `${firstPull}-deal-0001`);
      await one.sync();
      await two.sync();
      await one.sync();
      await two.sync();

      for (const table of TABLES) {
        expect(await localRows(one.database, table)).toEqual(await localRows(two.database, table));
      }
      expect(await localRows(one.database, 'contacts')).toMatchObject({
        [`${firstPull}-contact-1`]: { name: 'Renamed', phone: '+1 555 0100' },
      });
      expect(Object.keys(await localRows(one.database, 'deals'))).not.toContain(`${firstPull}-deal-0001`);
      const { count } = await one.client.verify({ table: 'contacts' });
      expect(count).toBe(Object.keys(await localRows(one.database, 'contacts')).length);
    },
  );

  it('stores an edit that gives back a value which somebody else had changed (A, B, A again)', async () => {
    const phone = await newPhone();
    const other = await newPhone();
    await createLocally(phone.database, 'tasks', 'task-toggled-001', { title: 'T', status: 'pending' });
    await phone.sync();
    await editLocally(phone.database, 'tasks', 'task-toggled-001', { status: 'completed' });
    await phone.sync();
    await other.sync();
    await editLocally(other.database, 'tasks', 'task-toggled-001', { status: 'pending' });
    await other.sync();
    await phone.sync();
    await editLocally(phone.database, 'tasks', 'task-toggled-001', { status: 'completed' });
    await phone.sync();
    await other.sync();

    expect(await localRows(other.database, 'tasks')).toMatchObject({
      'task-toggled-001': { status: 'completed' },
    });
  });

  it('re-reads everything when its cursor is none of the server’s, and keeps unsent edits', async () => {
    const phone = await newPhone();
    await createLocally(phone.database, 'tasks', 'task-before-0001', { title: 'Before', status: 'pending' });
    await phone.sync();
    await editLocally(phone.database, 'tasks', 'task-before-0001', { title: 'Edited offline' });
    await phone.database.localStorage.set('unrelated', 1);
    await phone.database.adapter.setLocal('__watermelon_last_pulled_at', '4102444800000');

    await phone.sync();

    const token = await api.adminToken();
    const answer = await api.fetch('/api/tasks/task-before-0001', {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await answer.json()).toMatchObject({ title: 'Edited offline' });
  });

  it('keeps a rejected record unsent and tells why', async () => {
    const heard: (string | null)[] = [];
    const phone = await newPhone({
      onPushed: (results) => void heard.push(...results.map(({ code }) => code)),
    });
    await createLocally(phone.database, 'tasks', 'task-wrong-00001', { title: 'Wrong', status: 'someday' });
    await createLocally(phone.database, 'tasks', 'task-right-00001', { title: 'Right', status: 'pending' });

    await phone.sync();

    expect(heard.sort()).toEqual(['VALIDATION', null]);
    expect((await phone.database.get('tasks').find('task-wrong-00001')).syncStatus).toBe('created');
    expect((await phone.database.get('tasks').find('task-right-00001')).syncStatus).toBe('synced');
  });
});
