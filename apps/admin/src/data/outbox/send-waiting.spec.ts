import { describe, expect, it } from '@jest/globals';
import { ApiProblem, ApiUnreachable } from '@sync-hub/sync-client';
import fc from 'fast-check';
import type { OutboxEdit } from './outbox-entry.js';
import { isWaiting } from './outbox-entry.js';
import { MemoryOutboxStore } from './outbox-store.js';
import { type SendParts, sendWaiting } from './send-waiting.js';
import type { PushBody } from './wire.js';

const ANA = 'user-ana';

/** What happens to a call: nothing, its request is lost, its answer is lost, the server cannot now. */
type Weather = 'fair' | 'request lost' | 'answer lost' | 'busy';

/** Applies each change of a device once, as the protocol says, and remembers in which order. */
class PushServer {
  readonly applied: string[] = [];
  readonly bodies: PushBody[] = [];
  private readonly results = new Map<string, object>();
  private readonly revoked = new Set<string>();
  private deviceCount = 0;
  whoIsHere = ANA;
  weather: () => Weather = () => 'fair';
  /** Changes of these records cannot be stored. */
  readonly refusedRecords = new Set<string>();
  /** A call with one of these cannot even be read. */
  readonly unreadable = new Set<string>();

  registerDevice(): string {
    this.deviceCount += 1;
    return `device-${this.deviceCount}`;
  }

  revoke(deviceId: string): void {
    this.revoked.add(deviceId);
  }

  push(body: PushBody): Promise<{ results: never[] }> {
    const weather = this.weather();
    if (weather === 'request lost') {
      return Promise.reject(new ApiUnreachable('lost', null));
    }
    if (weather === 'busy') {
      return Promise.reject(new ApiProblem(503, 'UNAVAILABLE', 'busy', 1));
    }
    if (this.revoked.has(body.deviceId)) {
      return Promise.reject(new ApiProblem(401, 'DEVICE_REVOKED', 'revoked'));
    }
    if (body.changes.some(({ changeId }) => this.unreadable.has(changeId))) {
      return Promise.reject(new ApiProblem(400, 'VALIDATION', 'unreadable'));
    }
    this.bodies.push(body);
    const results = body.changes.map((change) => this.resultOf(body.deviceId, change));
    return weather === 'answer lost'
      ? Promise.reject(new ApiUnreachable('lost', null))
      : Promise.resolve({ results: results as never[] });
  }

  private resultOf(deviceId: string, change: PushBody['changes'][number]): object {
    const key = `${deviceId} ${change.changeId}`;
    const known = this.results.get(key);
    if (known !== undefined) {
      return known;
    }
    const isRefused = this.refusedRecords.has(change.entityId);
    if (!isRefused) {
      this.applied.push(change.changeId);
    }
    const result = {
      changeId: change.changeId,
      status: isRefused ? 'rejected' : 'applied',
      code: isRefused ? 'GONE' : null,
      conflicts: [],
    };
    this.results.set(key, result);
    return result;
  }
}

function edit(changeId: string, changes: Partial<OutboxEdit> = {}): OutboxEdit {
  return {
    changeId,
    userId: ANA,
    table: 'contacts',
    recordId: `record-${changeId}`,
    operation: 'UPDATE',
    fields: { name: changeId },
    before: { name: 'before' },
    record: null,
    seenTick: 1,
    madeAt: 1_000,
    label: changeId,
    ...changes,
  };
}

function partsOf(store: MemoryOutboxStore, server: PushServer): SendParts {
  return {
    store,
    push: (body) => server.push(body),
    registerDevice: () => Promise.resolve(server.registerDevice()),
    whoIsHere: () => Promise.resolve(server.whoIsHere),
    now: () => 5_000,
    mayGoOn: () => true,
  };
}

async function kept(store: MemoryOutboxStore, edits: readonly OutboxEdit[]): Promise<void> {
  for (const one of edits) {
    await store.add(one);
  }
}

/** A store of a page that may be closed between any two steps. */
function closing(store: MemoryOutboxStore, isClosed: () => boolean): MemoryOutboxStore {
  return new Proxy(store, {
    get(target, name: keyof MemoryOutboxStore) {
      const method = target[name] as (...args: unknown[]) => Promise<unknown>;
      return (...args: unknown[]): Promise<unknown> =>
        isClosed() ? Promise.reject(new Error('the page is closed')) : method.apply(target, args);
    },
  });
}

describe('sending what waits', () => {
  it('D3 loses no edit and applies none twice, whatever is lost and whenever a page is closed', async () => {
    const weather = fc.array(fc.constantFrom<Weather>('fair', 'request lost', 'answer lost', 'busy'), {
      maxLength: 12,
    });
    const ticks = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 8 });
    const closings = fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(ticks, weather, closings, fc.boolean(), async (seen, bad, closesAfter, isTwoTabs) => {
        const store = new MemoryOutboxStore();
        const server = new PushServer();
        const forecast = [...bad];
        server.weather = () => forecast.shift() ?? 'fair';
        const edits = seen.map((seenTick, index) => edit(`c${index}`, { seenTick }));
        await kept(store, edits);
        // Pages that are closed on the way, then one that stays.
        for (const steps of [...closesAfter, Infinity]) {
          let left = steps;
          const page = closing(store, () => (left -= 1) < 0);
          const run = (): Promise<void> => sendWaiting(partsOf(page, server), ANA).catch(() => undefined);
          // Without locks two tabs may even send at once.
          await (isTwoTabs ? Promise.all([run(), run()]) : run());
        }
        for (let attempt = 0; attempt <= bad.length; attempt += 1) {
          await sendWaiting(partsOf(store, server), ANA).catch(() => undefined);
        }
        const entries = await store.list(ANA);
        expect(entries.filter(isWaiting)).toEqual([]);
        expect(entries.map(({ changeId }) => changeId)).toEqual(edits.map(({ changeId }) => changeId));
        expect(server.applied).toEqual(edits.map(({ changeId }) => changeId));
      }),
      { numRuns: 300 },
    );
  });

  it('takes nothing for done that the server has not named', async () => {
    const store = new MemoryOutboxStore();
    await kept(store, [edit('a'), edit('b')]);
    const parts = partsOf(store, new PushServer());
    const answers = [
      [{ changeId: 'a', status: 'applied', code: null, conflicts: [] }],
      [{ changeId: 'x', status: 'applied', code: null, conflicts: [] }],
    ];
    const push = (): never => Promise.resolve({ results: answers.shift() ?? [] }) as never;
    await expect(sendWaiting({ ...parts, push }, ANA)).rejects.toThrow('names none');
    expect((await store.list(ANA)).map(isWaiting)).toEqual([false, true]);
  });

  it('sends in order, in one call what was made on one tick, with the time of each edit', async () => {
    const store = new MemoryOutboxStore();
    const server = new PushServer();
    await kept(store, [edit('a'), edit('b'), edit('c', { seenTick: 2 }), edit('d', { operation: 'DELETE' })]);
    await sendWaiting(partsOf(store, server), ANA);
    expect(server.bodies.map(({ lastPulledAt }) => lastPulledAt)).toEqual([1, 2, 1]);
    expect(server.bodies[0]).toMatchObject({
      deviceId: 'device-1',
      changes: [
        {
          changeId: 'a',
          entityType: 'contacts',
          entityId: 'record-a',
          operation: 'UPDATE',
          payload: { name: 'a', updatedAt: 1_000 },
        },
        { changeId: 'b' },
      ],
    });
    expect(server.bodies[2]?.changes[0]?.payload).toEqual({});
  });

  it('registers again when its device was revoked, once', async () => {
    const store = new MemoryOutboxStore();
    const server = new PushServer();
    await kept(store, [edit('a')]);
    await sendWaiting(partsOf(store, server), ANA);
    server.revoke('device-1');
    await kept(store, [edit('b')]);
    await sendWaiting(partsOf(store, server), ANA);
    expect(server.applied).toEqual(['a', 'b']);

    server.revoke('device-2');
    server.revoke('device-3');
    await kept(store, [edit('c')]);
    await expect(sendWaiting(partsOf(store, server), ANA)).rejects.toMatchObject({ code: 'DEVICE_REVOKED' });
    expect((await store.list(ANA)).at(-1)?.outcome).toBeNull();
  });

  it('never sends the edits of one person under the name of another', async () => {
    const store = new MemoryOutboxStore();
    const server = new PushServer();
    await kept(store, [edit('a'), edit('b', { userId: 'user-bruno' })]);
    server.whoIsHere = 'user-bruno';
    await expect(sendWaiting(partsOf(store, server), ANA)).rejects.toThrow('Somebody else');
    await sendWaiting(partsOf(store, server), 'user-bruno');
    expect(server.applied).toEqual(['b']);
    expect((await store.list(ANA)).map(isWaiting)).toEqual([true]);
  });

  it('finds the one that cannot be read, and sends its neighbours', async () => {
    const store = new MemoryOutboxStore();
    const server = new PushServer();
    server.unreadable.add('b');
    server.refusedRecords.add('record-c');
    await kept(store, [edit('a'), edit('b'), edit('c'), edit('d')]);
    await sendWaiting(partsOf(store, server), ANA);
    const entries = await store.list(ANA);
    expect(entries.map(({ outcome }) => [outcome?.status, outcome?.code])).toEqual([
      ['applied', null],
      ['rejected', 'VALIDATION'],
      ['rejected', 'GONE'],
      ['applied', null],
    ]);
  });

  it('names as a conflict only what the person had not seen', async () => {
    const store = new MemoryOutboxStore();
    await kept(store, [
      edit('a', {
        fields: { name: 'mine', phone: '1', dueDate: 'x', stage: 'won' },
        before: { stage: 'new', name: 'seen', phone: '0', dueDate: '2026-01-01T00:00:00.000Z' },
      }),
    ]);
    const conflict = (field: string, theirs: unknown, kept = 'yours'): object => ({
      field,
      yours: 'x',
      theirs,
      kept,
    });
    const conflicts = [
      conflict('name', 'seen'),
      conflict('phone', '9'),
      conflict('stage', 'new', 'theirs'),
      conflict('dueDate', Date.parse('2026-01-01T00:00:00.000Z')),
    ];
    const push = (): never =>
      Promise.resolve({ results: [{ changeId: 'a', status: 'merged', code: null, conflicts }] }) as never;
    await sendWaiting({ ...partsOf(store, new PushServer()), push }, ANA);
    const [entry] = await store.list(ANA);
    expect(entry?.outcome?.conflicts.map(({ field }) => field)).toEqual(['phone', 'stage']);
  });
});
