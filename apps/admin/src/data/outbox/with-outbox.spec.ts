import { beforeEach, describe, expect, it } from '@jest/globals';
import { ApiProblem, ApiUnreachable } from '@sync-hub/sync-client';
import type { RaRecord } from 'react-admin';
import type { PanelDataProvider } from '../data-provider.js';
import { PanelError } from '../panel-error.js';
import { Outbox } from './outbox.js';
import { MemoryOutboxStore } from './outbox-store.js';
import { TICK, UNSENT } from './overlay.js';
import { ReadMemory } from './read-memory.js';
import { withOutbox } from './with-outbox.js';

const translate = (key: string): string => `«${key}»`;
const unreachable = (): PanelError => new PanelError(new ApiUnreachable('lost', null), translate);

/** A server with one contact; `isLost` makes its calls fail before or after they are done. */
class Server {
  readonly calls: string[] = [];
  contact: RaRecord = { id: '1', name: 'Ana', company: 'Old' };
  lost: 'no' | 'before' | 'after' = 'no';

  private answer(call: string, work: () => RaRecord): Promise<{ data: RaRecord }> {
    this.calls.push(call);
    if (this.lost === 'before') {
      return Promise.reject(unreachable());
    }
    const data = work();
    return this.lost === 'after' ? Promise.reject(unreachable()) : Promise.resolve({ data });
  }

  readonly provider = {
    getOne: (_: string, { id }: { id: string }) =>
      id === this.contact.id
        ? this.answer('getOne', () => this.contact)
        : Promise.reject(new PanelError(new ApiProblem(404, 'NOT_FOUND', 'gone'), translate)),
    getList: () =>
      this.answer('getList', () => this.contact).then(({ data }) => ({ data: [data], total: 1 })),
    update: (table: string, { data }: { data: RaRecord }) =>
      this.answer(`update ${table}`, () => (this.contact = { ...this.contact, ...data })),
    create: (_: string, { data }: { data: RaRecord }) => this.answer('create', () => data),
    delete: () => this.answer('delete', () => this.contact),
  } as unknown as PanelDataProvider;
}

describe('the data provider with an outbox', () => {
  let server: Server;
  let outbox: Outbox;
  let isConnected: boolean;
  let provider: PanelDataProvider;

  beforeEach(async () => {
    server = new Server();
    isConnected = true;
    outbox = new Outbox({
      store: new MemoryOutboxStore(),
      sendAll: () => Promise.resolve(),
      exclusively: () => new Promise(() => undefined),
      isConnected: () => isConnected,
      announce: () => undefined,
      now: () => 7,
      wait: () => () => undefined,
    });
    await outbox.become('ana');
    provider = withOutbox(server.provider, {
      outbox,
      memory: new ReadMemory(),
      tick: { known: 41, beforeReading: () => Promise.resolve(42) },
      isConnected: () => isConnected,
      translate,
    });
  });

  const lose = (when: 'before' | 'after' = 'before'): void => {
    server.lost = when;
    isConnected = when === 'after';
  };
  const readOne = async (): Promise<RaRecord> =>
    (await provider.getOne('contacts', { id: '1' })).data as RaRecord;

  it('goes straight to the server while there is a connection', async () => {
    const previousData = await readOne();
    expect(previousData).toEqual({ id: '1', name: 'Ana', company: 'Old', [TICK]: 42 });
    await provider.update('contacts', { id: '1', data: { company: 'New' }, previousData });
    expect([server.calls, outbox.waiting()]).toEqual([['getOne', 'update contacts'], []]);
  });

  it('D3 keeps only what was changed, on the tick of the reading, and shows it everywhere', async () => {
    const previousData = await readOne();
    await provider.getList('contacts', { filter: {} });
    lose();
    const data = { ...previousData, company: 'New' };
    const saved = await provider.update('contacts', { id: '1', data, previousData });
    const shown = {
      id: '1',
      name: 'Ana',
      company: 'New',
      [UNSENT]: { operation: 'UPDATE', fields: ['company'] },
    };
    expect(saved.data).toMatchObject(shown);
    expect(await readOne()).toMatchObject(shown);
    expect((await provider.getList('contacts', { filter: {} })).data).toMatchObject([shown]);
    expect(outbox.waiting()).toMatchObject([
      {
        operation: 'UPDATE',
        fields: { company: 'New' },
        before: { company: 'Old' },
        seenTick: 42,
        madeAt: 7,
        userId: 'ana',
        label: 'Ana',
      },
    ]);
  });

  it('keeps an edit of which nobody knows whether it arrived, and later ones behind it', async () => {
    const previousData = await readOne();
    lose('after');
    await provider.update('contacts', { id: '1', data: { company: 'New' }, previousData });
    server.lost = 'no';
    const data = { name: 'Ana B' };
    await provider.update('contacts', { id: '1', data, previousData: await readOne() });
    expect(server.calls.filter((call) => call.startsWith('update'))).toHaveLength(1);
    expect(outbox.waiting().map(({ fields }) => fields)).toEqual([{ company: 'New' }, { name: 'Ana B' }]);
  });

  it('makes a record under one id, whichever way it goes', async () => {
    const made = await provider.create<RaRecord>('contacts', { data: { name: 'Bo' } });
    expect(made.data.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    lose();
    const kept = await provider.create<RaRecord>('contacts', { data: { name: 'Cy', notes: '' } });
    expect(outbox.waiting()).toMatchObject([
      { operation: 'CREATE', recordId: kept.data.id as string, fields: { name: 'Cy' } },
    ]);
    server.lost = 'no';
    isConnected = true;
    const listed = await provider.getList('contacts', {
      filter: { q: 'cy' },
      pagination: { page: 1, perPage: 25 },
    });
    expect(listed).toMatchObject({ total: 2, data: [{ name: 'Cy' }, { name: 'Ana' }] });
    const elsewhere = await provider.getList('contacts', { filter: { status: 'active' } });
    expect(elsewhere.total).toBe(1);
    // It is not on the server, and can be opened all the same.
    expect((await provider.getOne('contacts', { id: kept.data.id })).data).toMatchObject({
      name: 'Cy',
    });
  });

  it('moves a record between lists when its filtered field was changed', async () => {
    const previousData = await readOne();
    const old = { filter: { company: 'Old' } };
    await provider.getList('contacts', old);
    await outbox.add({
      changeId: 'c',
      table: 'contacts',
      recordId: '1',
      operation: 'UPDATE',
      fields: { company: 'New' },
      before: { company: 'Old' },
      record: previousData,
      seenTick: 1,
      label: 'Ana',
    });
    expect(await provider.getList('contacts', old)).toMatchObject({ data: [], total: 0 });
    server.contact = { id: '2', name: 'Bo', company: 'New' };
    const moved = await provider.getList('contacts', { filter: { company: 'New' } });
    expect(moved).toMatchObject({ total: 2, data: [{ id: '1', company: 'New' }, { id: '2' }] });
  });

  it('takes a record that is to be deleted out of its list', async () => {
    const previousData = await readOne();
    await provider.getList('contacts', {});
    lose();
    await provider.delete('contacts', { id: '1', previousData });
    expect(await provider.getList('contacts', {})).toMatchObject({ data: [], total: 0 });
    expect((await readOne())[UNSENT]).toMatchObject({ operation: 'DELETE' });
  });

  it('says of what cannot wait that it needs a connection', async () => {
    lose();
    const user = { id: '1', data: { name: 'x' }, previousData: { id: '1', name: 'y' } };
    await expect(provider.update('users', user)).rejects.toThrow('«outbox.needs_connection»');
    await expect(provider.create('users', { data: { name: 'x' } })).rejects.toThrow(
      '«outbox.needs_connection»',
    );
    await expect(provider.delete('orders', { id: '1' })).rejects.toThrow('«outbox.needs_connection»');
    const total = { id: '1', data: { total: '2' }, previousData: { id: '1', total: '1' } };
    await expect(provider.update('orders', total)).rejects.toThrow('«outbox.needs_connection»');
    await expect(provider.getOne('orders', { id: '9' })).rejects.toThrow();
    expect(outbox.waiting()).toEqual([]);
  });

  it('keeps imported records’ own fields too', async () => {
    lose();
    const previousData = { id: '5', name: 'Tea', price: '1.00', isHidden: false };
    const data = { ...previousData, price: '2.00', isHidden: true };
    await provider.update('products', { id: '5', data, previousData });
    expect(outbox.waiting()).toMatchObject([
      { table: 'products', fields: { price: '2.00', isHidden: true } },
    ]);
  });

  it('lets a refusal of the server be one', async () => {
    const refused = new PanelError(new ApiProblem(412, 'STALE_RECORD', 'x'), translate);
    const stale = {
      ...server.provider,
      update: () => Promise.reject(refused),
    } as unknown as PanelDataProvider;
    const through = withOutbox(stale, {
      outbox,
      memory: new ReadMemory(),
      tick: { known: null, beforeReading: () => Promise.resolve(null) },
      isConnected: () => true,
      translate,
    });
    const params = { id: '1', data: { name: 'x' }, previousData: { id: '1', name: 'y' } };
    await expect(through.update('contacts', params)).rejects.toBe(refused);
    expect(outbox.waiting()).toEqual([]);
  });
});
