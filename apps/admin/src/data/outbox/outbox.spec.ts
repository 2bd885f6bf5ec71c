import { describe, expect, it } from '@jest/globals';
import { ApiProblem, ApiUnreachable } from '@sync-hub/sync-client';
import { Outbox, type OutboxParts } from './outbox.js';
import type { OutboxEdit, OutboxOutcome } from './outbox-entry.js';
import { MemoryOutboxStore } from './outbox-store.js';

const DAY_MS = 24 * 3_600_000;
const APPLIED: OutboxOutcome = {
  status: 'applied',
  code: null,
  message: null,
  errors: [],
  conflicts: [],
  at: 0,
};

function edit(changeId: string, recordId = changeId): Omit<OutboxEdit, 'userId' | 'madeAt'> {
  return {
    changeId,
    table: 'contacts',
    recordId,
    operation: 'UPDATE',
    fields: { name: changeId },
    before: { name: '' },
    record: null,
    seenTick: null,
    label: changeId,
  };
}

interface Bench {
  readonly outbox: Outbox;
  readonly store: MemoryOutboxStore;
  readonly waits: number[];
  /** Lets the longest waiting alarm go off. */
  readonly wake: () => void;
  readonly sent: string[];
  connected: boolean;
  problem: unknown;
}

function bench(overrides: Partial<OutboxParts> = {}): Bench {
  const store = new MemoryOutboxStore();
  const alarms: (() => void)[] = [];
  const state: Omit<Bench, 'outbox'> = {
    store,
    waits: [],
    wake: () => alarms.shift()?.(),
    sent: [],
    connected: true,
    problem: null,
  };
  const outbox = new Outbox({
    store,
    sendAll: async (userId) => {
      if (state.problem !== null) {
        throw state.problem as Error;
      }
      const waiting = (await store.list(userId)).filter(({ outcome }) => outcome === null);
      state.sent.push(...waiting.map(({ changeId }) => changeId));
      await store.settle(new Map(waiting.map(({ changeId }) => [changeId, APPLIED])));
    },
    exclusively: (work) => work(),
    isConnected: () => state.connected,
    announce: () => undefined,
    now: () => 0,
    wait: (ms, wake) => {
      state.waits.push(ms);
      alarms.push(wake);
      return () => undefined;
    },
    ...overrides,
  });
  return Object.assign(state, { outbox });
}

/** Until all that was started without being waited for has gone on. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) {
    await Promise.resolve();
  }
}

describe('the outbox', () => {
  it('D3 keeps what is made without a connection, and sends it when it is back', async () => {
    const desk = bench();
    await desk.outbox.become('ana');
    desk.connected = false;
    await desk.outbox.add(edit('a'));
    await settled();
    expect([desk.sent, desk.outbox.waiting().length]).toEqual([[], 1]);
    desk.connected = true;
    await desk.outbox.send();
    expect([desk.sent, desk.outbox.waiting().length]).toEqual([['a'], 0]);
  });

  it('leaves nothing of what is done to whoever comes next, and keeps what nobody has looked at', async () => {
    const desk = bench();
    const refused = { ...APPLIED, status: 'rejected' } as const;
    await desk.outbox.become('ana');
    await desk.outbox.add(edit('done'));
    await settled();
    desk.connected = false;
    await desk.outbox.add(edit('refused'));
    await desk.outbox.add(edit('waiting'));
    await desk.store.settle(new Map([['refused', refused]]));
    await desk.outbox.become(null);
    expect((await desk.store.list('ana')).map(({ changeId }) => changeId)).toEqual(['refused', 'waiting']);
  });

  it('shows and sends nothing of somebody else, and goes on when its person is back', async () => {
    const desk = bench();
    await desk.outbox.become('ana');
    desk.connected = false;
    await desk.outbox.add(edit('a'));
    await desk.outbox.become(null);
    expect(desk.outbox.read().entries).toEqual([]);
    desk.connected = true;
    await desk.outbox.become('bruno');
    await settled();
    expect([desk.outbox.read().entries, desk.sent]).toEqual([[], []]);
    await desk.outbox.become('ana');
    await settled();
    expect(desk.sent).toEqual(['a']);
  });

  it('tries again later what passes, no sooner than the server asks', async () => {
    const desk = bench();
    await desk.outbox.become('ana');
    desk.problem = new ApiProblem(429, 'THROTTLED', 'slow down', 20);
    await desk.outbox.add(edit('a'));
    await settled();
    expect(desk.waits).toEqual([20_000]);
    expect(desk.outbox.read()).toMatchObject({ isSending: false, problem: desk.problem });
    desk.problem = new ApiProblem(500, 'INTERNAL', 'oh');
    desk.wake();
    await settled();
    expect(desk.waits[1]).toBeGreaterThanOrEqual(2_000);
    desk.problem = null;
    desk.wake();
    await settled();
    expect([desk.sent, desk.outbox.read().problem]).toEqual([['a'], null]);
  });

  it('sets no alarm while the connection is lost: its return is the alarm', async () => {
    const desk = bench();
    await desk.outbox.become('ana');
    desk.problem = new ApiUnreachable('lost', null);
    const sending = desk.outbox.add(edit('a'));
    desk.connected = true;
    await sending;
    desk.connected = false;
    await settled();
    expect([desk.waits, desk.outbox.waiting().length]).toEqual([[], 1]);
  });

  it('sends what was added while it was sending', async () => {
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let first = true;
    const desk = bench({
      exclusively: async (work) => {
        await work();
        if (first) {
          first = false;
          await gate;
        }
      },
    });
    await desk.outbox.become('ana');
    await desk.outbox.add(edit('a'));
    await settled();
    await desk.outbox.add(edit('b'));
    release();
    await settled();
    expect(desk.sent).toEqual(['a', 'b']);
  });

  it('discards with a new record what was changed of it later', async () => {
    const desk = bench();
    await desk.outbox.become('ana');
    desk.connected = false;
    await desk.outbox.add({ ...edit('a', 'record'), operation: 'CREATE' });
    await desk.outbox.add(edit('b', 'record'));
    await desk.outbox.add(edit('c', 'other'));
    const [made] = desk.outbox.waiting();
    await desk.outbox.discard(made!);
    expect(desk.outbox.waiting().map(({ changeId }) => changeId)).toEqual(['c']);
  });

  it('forgets after a week what is done, and never what waits or was refused', async () => {
    const store = new MemoryOutboxStore();
    for (const changeId of ['done', 'refused', 'waiting']) {
      await store.add({ ...edit(changeId), userId: 'ana', madeAt: 0 });
    }
    await store.settle(
      new Map([
        ['done', APPLIED],
        ['refused', { ...APPLIED, status: 'rejected' }],
      ]),
    );
    const desk = bench({ store, now: () => 8 * DAY_MS, isConnected: () => false });
    await desk.outbox.become('ana');
    expect(desk.outbox.read().entries.map(({ changeId }) => changeId)).toEqual(['refused', 'waiting']);
  });
});
