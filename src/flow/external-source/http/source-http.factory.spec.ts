import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SystemClock } from '../../../kernel/clock.js';
import { EXTERNAL_SOURCE_DEFAULTS } from '../external-source-settings.js';
import { SourcePace } from '../pace/source-pace.js';
import { SourceTraffic } from '../pace/source-traffic.js';
import type { SourceHttp } from './source-http.js';
import { SourceHttpFactory } from './source-http.factory.js';

describe('a request of a source with a pace', () => {
  let server: Server;
  let client: SourceHttp;
  let turns: number;
  let turnsAtArrival: number[];

  beforeEach(async () => {
    turns = 0;
    turnsAtArrival = [];
    server = createServer((_request, response) => {
      turnsAtArrival.push(turns);
      response.writeHead(200, { 'content-type': 'application/json' }).end('[]');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    await client.close();
    await new Promise((resolve) => server.close(resolve));
  });

  /** `turn` stands for the budget in PostgreSQL: in how many milliseconds turn number n comes. */
  const ask = async (turn: (n: number) => number | Promise<number>): Promise<void> => {
    const pace: Pick<SourcePace, 'reserve' | 'remainingPauseMs'> = {
      reserve: async () => turn((turns += 1)),
      remainingPauseMs: () => Promise.resolve(0),
    };
    const factory = new SourceHttpFactory(
      new SystemClock(),
      Object.assign(Object.create(SourcePace.prototype) as SourcePace, pace),
      new SourceTraffic(),
      EXTERNAL_SOURCE_DEFAULTS,
    );
    const { port } = server.address() as AddressInfo;
    client = factory.create({ key: 'paced', pace: {} }, { baseUrl: `http://127.0.0.1:${port}` });
    await client.get('x', new AbortController().signal);
  };

  it('A1 takes another turn when the process was busy at its own', async () => {
    await ask((n) => {
      if (n === 1) {
        setTimeout(blockFor, 5, 400);
      }
      return 50;
    });

    expect(turnsAtArrival).toHaveLength(1);
    expect(turnsAtArrival[0]).toBeGreaterThan(1);
  });

  it('leaves all the same when it misses five turns in a row', async () => {
    await ask(() => sleep(150, 0));

    expect(turnsAtArrival).toEqual([5]);
  });
});

/** Nothing of this process goes on meanwhile. */
function blockFor(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
