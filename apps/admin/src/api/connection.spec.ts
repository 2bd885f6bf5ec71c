import { describe, expect, it } from '@jest/globals';
import { Connection } from './connection.js';

interface Bench {
  readonly connection: Connection;
  readonly states: string[];
  readonly waits: number[];
  wake: () => void;
  isThere: boolean;
  hasNetwork: boolean;
}

function bench(): Bench {
  const state = { states: [], waits: [], wake: () => undefined, isThere: false, hasNetwork: true } as Omit<
    Bench,
    'connection'
  >;
  const connection = new Connection({
    probe: () => Promise.resolve(state.isThere),
    hasNetwork: () => state.hasNetwork,
    wait: (ms, wake) => {
      state.waits.push(ms);
      state.wake = wake;
      return () => {
        state.wake = () => undefined;
      };
    },
  });
  connection.subscribe(() => state.states.push(connection.state));
  return Object.assign(state, { connection });
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) {
    await Promise.resolve();
  }
}

describe('the connection', () => {
  it('D3 is lost with the first call that fails, and asked for at growing distances', async () => {
    const desk = bench();
    desk.connection.noteFailure();
    expect(desk.connection.state).toBe('lost');
    for (let turn = 0; turn < 6; turn += 1) {
      await settled();
      desk.wake();
    }
    await settled();
    desk.waits.slice(1).forEach((ms, index) => expect(ms).toBeGreaterThan((desk.waits[index] ?? 0) * 0.66));
    expect(Math.max(...desk.waits)).toBeLessThanOrEqual(30_000);
    desk.isThere = true;
    desk.wake();
    await settled();
    expect(desk.states).toEqual(['lost', 'up']);
  });

  it('is back with any answer, and asks no more', async () => {
    const desk = bench();
    desk.connection.noteFailure();
    await settled();
    desk.connection.noteAnswer();
    const asked = desk.waits.length;
    desk.wake();
    await settled();
    expect([desk.connection.state, desk.waits.length]).toEqual(['up', asked]);
  });

  it('does not ask where the browser knows that there is no network', async () => {
    const desk = bench();
    desk.isThere = true;
    desk.hasNetwork = false;
    desk.connection.noteFailure();
    await settled();
    expect(desk.connection.state).toBe('lost');
    desk.hasNetwork = true;
    await desk.connection.probe();
    expect(desk.connection.state).toBe('up');
  });

  it('watches calls: what a proxy says for a server that is away is no answer of it', async () => {
    const answers: (() => Promise<Response>)[] = [
      () =>
        Promise.resolve(new Response('<html>', { status: 502, headers: { 'content-type': 'text/html' } })),
      () => Promise.resolve(Response.json({ code: 'UNAVAILABLE' }, { status: 503 })),
      () => Promise.reject(new DOMException('given up', 'AbortError')),
      () => Promise.reject(new TypeError('Failed to fetch')),
    ];
    const desk = bench();
    const call = desk.connection.watched(() => answers.shift()?.() ?? Promise.reject(new Error('none')));
    const states: string[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      const signal = turn === 2 ? AbortSignal.abort() : new AbortController().signal;
      await call('/api', { signal }).catch(() => undefined);
      states.push(desk.connection.state);
    }
    expect(states).toEqual(['lost', 'up', 'up', 'lost']);
  });
});
