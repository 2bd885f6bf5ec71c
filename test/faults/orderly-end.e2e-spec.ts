import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { startStratteraSimulator, type StratteraSimulator } from '@sync-hub/simulators';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../support/postgres/test-database.js';
import { contactsPush, FaultClient } from './fault-client.js';
import { Onlooker } from './onlooker.js';
import { type ProcessEnvironment, ServerProcess } from './server-process.js';
import { until } from './until.js';

const ROUNDS = [1, 2, 3];

describe('processes that end and processes that share their work', () => {
  let database: TestDatabase;
  let simulator: StratteraSimulator;
  let onlooker: Onlooker;
  let sources: ProcessEnvironment;
  let servers: ServerProcess[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    simulator = await startStratteraSimulator({ orders: 40, products: 5, ordersCacheMs: 0 });
    onlooker = await Onlooker.open(database.url);
    sources = simulator.environment;
    const first = await ServerProcess.start(database.url, sources);
    await first.kill(); // It was there to make the admin and the first generation.
    await onlooker.query(
      `INSERT INTO contacts (id, name, notes) SELECT 'seed-' || n, 'Contact', repeat('x', 900) FROM generate_series(1, 8000) AS n`,
    );
  });
  afterEach(async () => {
    await Promise.all(servers.map((server) => server.kill()));
    servers = [];
  });
  afterAll(async () => {
    await onlooker.close();
    await simulator.close();
    await database.drop();
  });

  it.each(ROUNDS)(
    'T1 SIGTERM at work, round %i: not ready first, what runs is finished, nobody sees a reset, exit 0',
    async () => {
      const server = await ServerProcess.start(database.url, sources);
      servers.push(server);
      const phone = await FaultClient.signIn(server.url);
      simulator.faults.timeout({ path: '/orders', times: 1 });
      const { runId } = (await phone.post<{ runId: string }>('/api/sources/strattera-orders/run', {})).body;
      const load = ['push', 'push', 'pull', 'pull'].map((kind) => new Looper(server.url, phone, kind));
      const stream = readSlowly(
        await phone.fetch('/api/sync/initial', { headers: { accept: 'application/x-ndjson' } }),
      );
      await until('the load runs', () => load.every(({ statuses }) => statuses.length >= 3));

      server.signal('SIGTERM');
      const readiness = await untilNotReady(phone);

      expect(readiness).toBe('ending');
      expect(await server.exited).toEqual({ code: 0, signal: null });
      await Promise.all(load.map((looper) => looper.ended));
      expect(new Set(load.map(({ end }) => end))).toEqual(new Set(['told to close']));
      expect(
        [...new Set(load.flatMap(({ statuses }) => statuses))].filter(
          (status) => ![200, 503].includes(status),
        ),
      ).toEqual([]);
      expect((await stream).at(-1)).toMatch(/^\{"end":true,"rows":\d+\}$/);
      expect(
        await onlooker.query('SELECT state, error->>$2 AS why FROM source_run WHERE id = $1', [
          runId,
          'kind',
        ]),
      ).toEqual([{ state: 'failed', why: 'shutdown' }]);
      const pushed = load.reduce((sum, { pushed }) => sum + pushed.length, 0);
      const ids = load.flatMap((looper) => looper.pushed);
      expect(await onlooker.count('contacts WHERE id = ANY ($1)', [ids])).toBe(pushed);
      expect(
        await onlooker.count(
          `pg_stat_activity WHERE datname = current_database() AND application_name = 'sync-hub'`,
        ),
      ).toBe(0);
    },
  );

  it('D1 three processes with the same schedule: one run for a slot, and never two at a time', async () => {
    await onlooker.query('DELETE FROM source_run');
    simulator.clearJournal();
    const scheduled = {
      ...sources,
      SCHEDULER_ENABLED: 'true',
      STRATTERA_SCHEDULE: '*/2 * * * * *',
      ROLE: 'worker',
    };
    servers = Array.from({ length: 3 }, () => ServerProcess.spawn(database.url, scheduled));
    await Promise.all(servers.map((server) => server.listening()));

    await until('three slots have fired', async () => (await onlooker.count(SLOTS)) >= 3);
    await Promise.all(servers.map((server) => server.kill()));

    expect(
      await onlooker.count(
        `(SELECT FROM source_run WHERE slot IS NOT NULL GROUP BY source_key, slot HAVING count(*) > 1) AS twice`,
      ),
    ).toBe(0);
    const overlapping = await onlooker.query(`
      SELECT a.id FROM source_run AS a JOIN source_run AS b
        ON a.source_key = b.source_key AND a.id <> b.id AND a.started_at < b.finished_at AND b.started_at < a.finished_at`);
    expect(overlapping).toEqual([]);
    const runs = await onlooker.count('source_run');
    expect(simulator.journal.length).toBeLessThanOrEqual(runs);
  });
});

const SLOTS = `(SELECT FROM source_run WHERE slot IS NOT NULL AND source_key = 'strattera-orders' GROUP BY slot) AS slots`;

/**
 * One client behind a balancer: keeps its connection, and when an answer says `Connection: close` its next request
 * goes to another process. (Who opens connections to a process that is not ready may find them reset by the kernel,
 * unread, when the door closes.)
 */
class Looper {
  readonly statuses: number[] = [];
  /** Ids of contacts whose push was answered with 200. */
  readonly pushed: string[] = [];
  /** How the last request ended. */
  end = '';
  readonly ended: Promise<void>;
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });
  private readonly deviceId = randomUUID();

  constructor(
    private readonly url: string,
    private readonly phone: FaultClient,
    private readonly kind: string,
  ) {
    this.ended = this.loop();
  }

  private async loop(): Promise<void> {
    while (this.end === '') {
      const id = randomUUID();
      const status = await (
        this.kind === 'push'
          ? this.ask('POST', '/api/sync/outgoing', contactsPush(id, this.deviceId, [id]))
          : this.ask('GET', '/api/sync/status')
      ).catch((error: unknown) => {
        this.end = (error as NodeJS.ErrnoException).code ?? 'unknown';
        return null;
      });
      this.statuses.push(...(status === null ? [] : [status]));
      if (status === 200 && this.kind === 'push') {
        this.pushed.push(id);
      }
    }
    this.agent.destroy();
  }

  private ask(method: string, path: string, body?: object): Promise<number> {
    const headers = { authorization: this.phone.authorization, 'content-type': 'application/json' };
    return new Promise((resolve, reject) => {
      const sent = request(`${this.url}${path}`, { method, headers, agent: this.agent }, (answer) => {
        answer.on('error', reject);
        this.end = answer.headers.connection === 'close' ? 'told to close' : '';
        answer.resume().once('end', () => {
          resolve(answer.statusCode ?? 0);
        });
      });
      sent.on('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

/** The lines of a stream, taken with pauses, so that the server is still at it when it is told to end. */
async function readSlowly(response: Response): Promise<string[]> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    await sleep(5);
  }
  return text.trimEnd().split('\n');
}

/** Why the process says that it is not ready. */
async function untilNotReady(phone: FaultClient): Promise<unknown> {
  let reason: unknown = null;
  await until('it says that it is not ready', async () => {
    const answer = await phone.get<{ reason: string }>('/health/ready');
    reason = answer.status === 503 ? answer.body.reason : null;
    return reason !== null;
  });
  return reason;
}
