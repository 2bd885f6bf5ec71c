import {
  type JournalEntry,
  startStratteraSimulator,
  startWisproSimulator,
  type StratteraSimulator,
  type WisproSimulator,
} from '@sync-hub/simulators';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FaultClient } from '../faults/fault-client.js';
import { Onlooker } from '../faults/onlooker.js';
import { until } from '../faults/until.js';
import { redisMissing, startRedis } from '../support/jobs/redis-server.js';
import { createTestDatabase } from '../support/postgres/test-database.js';
import { type FleetWorker, ProcessFleet, START_PATIENCE_MS } from '../support/processes/process-fleet.js';

const ORDERS = 40;
const CLIENTS = 90;
const HOOK_MS = START_PATIENCE_MS + 30_000;
/** How long the shop takes for each of its lists: long enough for two readers to be seen side by side. */
const LIST_MS = 300;
/** How long a run is kept busy, so that it is still there when the second of two requests is read. */
const BUSY_MS = 2_000;
/** A dead worker's job and delivery are given to another when its lease of 30 s has run out. */
const LEASE_PATIENCE_MS = 90_000;
const SLOTS = 4;
const SLOT_S = 3;
/** By how much a timer may fire early, generously. */
const TIMER_MS = 20;

type Store = 'PostgreSQL' | 'Redis';

interface Run {
  readonly id: string;
  readonly state: string;
  readonly pages: number;
  readonly fence: number;
  readonly worker: string | null;
  readonly counts: { readonly fetched: number; readonly created: number };
}

/**
 * The tests of one store are one story, in this order: workers die in the first ones, and what they leave to a lease is
 * settled in the last. The shop's two lists are read every three seconds all the time.
 */
function describeProcesses(store: Store): void {
  describe(`two processes with the API and two workers, jobs on ${store}`, () => {
    const closers: (() => Promise<void>)[] = [];
    let shop: StratteraSimulator;
    let provider: WisproSimulator;
    let onlooker: Onlooker;
    let fleet: ProcessFleet;
    let admins: FaultClient[];
    /** The shop's ids of orders that a person has set to `shipped`. */
    const edited = new Set<number>();

    beforeAll(async () => {
      const database = await createTestDatabase();
      closers.unshift(() => database.drop());
      onlooker = await Onlooker.open(database.url);
      closers.unshift(() => onlooker.close());
      const redis = store === 'Redis' ? await startRedis() : null;
      closers.unshift(async () => redis?.stop());
      shop = await startStratteraSimulator({
        orders: ORDERS,
        products: 14,
        ordersCacheMs: 0,
        writeBack: true,
      });
      closers.unshift(() => shop.close());
      provider = await startWisproSimulator({ clients: CLIENTS });
      closers.unshift(() => provider.close());
      slowShop();
      fleet = await ProcessFleet.start({
        databaseUrl: database.url,
        shopUrl: shop.baseUrl,
        environment: {
          REDIS_URL: redis?.url,
          STRATTERA_TOKEN: shop.token,
          STRATTERA_SCHEDULE: `*/${SLOT_S} * * * * *`,
          STRATTERA_WRITE_BACK: 'true',
          ...provider.environment,
          INITIAL_PASSWORDS: 'off',
        },
      });
      closers.unshift(() => fleet.close());
      const admin = await FaultClient.signIn(fleet.apis[0]!.url);
      admins = fleet.apis.map(({ url }) => admin.at(url));
    }, HOOK_MS);
    beforeEach(async () => {
      await fleet.complete();
    }, HOOK_MS);
    afterAll(async () => {
      for (const close of closers) {
        await close();
      }
    });

    /** Every list of the shop is slow; `fault` strikes first. */
    const slowShop = (fault?: Parameters<StratteraSimulator['faults']['add']>[0]): void => {
      shop.faults.clear();
      if (fault !== undefined) {
        shop.faults.add(fault);
      }
      shop.faults.add({ match: { path: '^/api/v1/(orders|products)$' }, delayMs: LIST_MS });
    };

    const runOf = async (id: string): Promise<Run> => {
      const [run] = await onlooker.query<Run>(
        'SELECT id, state, pages, fence, worker, counts FROM source_run WHERE id = $1',
        [id],
      );
      return run!;
    };
    const hasEnded = async (id: string): Promise<boolean> => (await runOf(id)).state !== 'running';
    const worksOn = ({ worker }: Run): ((candidate: FleetWorker) => boolean) => {
      const pid = Number(worker?.split(':')[1]);
      return ({ process }) => process.pid === pid;
    };

    const start = async (source: string, body: object = {}): Promise<string> => {
      const answer = await admins[0]!.post<{ runId: string }>(`/api/sources/${source}/run`, body);
      expect(answer.status).toBe(202);
      return answer.body.runId;
    };

    /** The worker that the shop is keeping waiting for this request. */
    const waitingAt = async (method: string, path: string): Promise<(worker: FleetWorker) => boolean> => {
      const find = (): string | undefined =>
        shop.journal.find(
          (entry) => entry.method === method && entry.path === path && entry.outcome === 'open',
        )?.headers.host;
      await until(`a worker waits for ${method} ${path}`, () => find() !== undefined);
      const host = find();
      return ({ shopHost }) => shopHost === host;
    };

    it('A1 C6 a run whose worker is killed in a slow answer is gone on with by the other', async () => {
      provider.faults.add({ match: { query: { page: '3' } }, dripBytesPerSecond: 100, times: 1 });
      const runId = await start('wispro', { mode: 'full', pageSize: 20 });
      await until('the third page is on its way', async () => {
        return (await runOf(runId)).pages === 2 && provider.journal.length === 3;
      });
      const before = await runOf(runId);

      await fleet.replace(worksOn(before));
      await until('the run has ended', () => hasEnded(runId));

      const run = await runOf(runId);
      // The provider's world has records that nobody can store.
      expect(run).toMatchObject({ state: 'completed-with-errors', pages: 5, fence: before.fence + 1 });
      expect(run.worker).not.toBe(before.worker);
      expect(run.counts.fetched).toBe(CLIENTS);
      expect(provider.journal.map(({ path }) => pageOf(path))).toEqual([1, 2, 3, 3, 4, 5]);
      expect(await onlooker.count('users WHERE role = 0')).toBe(run.counts.created);
      expect(await onlooker.count(loggedTwice('users WHERE role = 0'))).toBe(0);
    });

    it('A1 C6 a run with no place to go on from is begun anew, and no row is there twice', async () => {
      await until('the orders are there', async () => (await onlooker.count('orders')) === ORDERS);
      await admins[1]!.post('/api/sources/strattera-orders/pause', {});
      await until('nobody reads the orders', async () => (await onlooker.count(LIVE_RUNS)) === 0);
      shop.world.insertOrder();
      slowShop({ match: { path: '/orders' }, dripBytesPerSecond: 200, times: 1 });
      const runId = await start('strattera-orders');

      await fleet.replace(await waitingAt('GET', '/api/v1/orders'));
      await until('another has read them', async () => (await onlooker.count(LATER_RUNS, [runId])) === 1);

      expect(await runOf(runId)).toMatchObject({ state: 'failed', pages: 0 });
      expect(await onlooker.count('orders')).toBe(ORDERS + 1);
      expect(await onlooker.count(loggedTwice('orders'))).toBe(0);
      await admins[1]!.post('/api/sources/strattera-orders/resume', {});
    });

    it.each([
      ['O1 before it has written', 'GET'],
      ['O3 after the shop has taken it', 'PUT'],
    ])('%s: an edit whose worker is killed is taken over', async (_, method) => {
      const [order] = shop.world
        .listOrders()
        .filter(({ id, status }) => !['shipped', 'refunded'].includes(status) && !edited.has(id));
      const path = `/api/v1/orders/${order!.id}`;
      edited.add(order!.id);
      slowShop({ match: { method, path }, hang: 'before-headers', acceptFirst: true, times: 1 });
      const [row] = await onlooker.query<{ id: string }>('SELECT id FROM orders WHERE external_id = $1', [
        String(order!.id),
      ]);
      const answer = await admins[1]!.fetch(`/api/orders/${row!.id}/status`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ status: 'shipped' }),
      });
      expect(answer.status).toBe(200);

      await fleet.replace(await waitingAt(method, path));

      expect(shop.world.getOrder(order!.id).status === 'shipped').toBe(method === 'PUT');
    });

    it('O1 one of two APIs that are asked at once starts a run, the other names it', async () => {
      for (let round = 1; round <= 3; round += 1) {
        provider.faults.add({ delayMs: BUSY_MS, times: 1 });
        const answers = await Promise.all(
          admins.map((admin) => admin.post<{ runId: string }>('/api/sources/wispro/run', { pageSize: 50 })),
        );
        const shopAnswers = await Promise.all(
          admins.map((admin) => admin.post('/api/sources/strattera-products/run', {})),
        );
        await until('the run has ended', () => hasEnded(answers[0]!.body.runId));

        expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
        expect(new Set(answers.map(({ body }) => body.runId)).size).toBe(1);
        expect(shopAnswers.filter(({ status }) => status === 202).length).toBeLessThanOrEqual(1);
      }
    });

    it('C6 O3 what the dead have left is done by others, once', async () => {
      await until(
        'the edits are with the shop',
        async () => (await onlooker.count(`outgoing_change WHERE state <> 'applied'`)) === 0,
        LEASE_PATIENCE_MS,
      );
      const unsettled = async (): Promise<number[]> =>
        Promise.all(
          ['pending', 'running', 'failed'].map(async (state) => {
            const jobs = await admins[0]!.get<{ data: object[] }>(`/api/jobs?state=${state}`);
            return jobs.body.data.length;
          }),
        );
      const isSettled = async (): Promise<boolean> => (await unsettled()).every((count) => count === 0);
      await until('no job is left', isSettled, LEASE_PATIENCE_MS);

      const writes = shop.journal.filter(({ method }) => method === 'PUT').map(({ path }) => path);
      expect(writes.sort()).toEqual([...edited].map((id) => `/api/v1/orders/${id}`).sort());
      expect([...edited].map((id) => shop.world.getOrder(id).status)).toEqual(['shipped', 'shipped']);
      expect(
        await onlooker.query(
          'SELECT attempts, count(*)::int AS count FROM outgoing_change GROUP BY attempts',
        ),
      ).toEqual([{ attempts: 2, count: 2 }]);
      expect(await onlooker.count(BEGUN_ANEW)).toBe(1);
    }, 200_000);

    it('D1 each slot of each schedule has had one run, and no source was ever read twice at once', async () => {
      await until('slots have fired', async () => {
        const [row] = await onlooker.query<{ least: number }>(FEWEST_SLOTS);
        return row!.least >= SLOTS;
      });
      await fleet.close();

      const firings = await onlooker.query<{ runs: number; slots: number }>(FIRINGS);
      expect(firings).toHaveLength(2);
      for (const { runs, slots } of firings) {
        expect(runs).toBe(slots);
      }
      expect(await onlooker.query(OVERLAPPING)).toEqual([]);
      for (const list of ['orders', 'products']) {
        const asked = shop.journal.filter(({ path }) => path === `/api/v1/${list}`);
        expect(asked.length).toBeLessThanOrEqual(
          await onlooker.count('source_run WHERE source_key = $1', [`strattera-${list}`]),
        );
        expect(sideBySide(asked)).toEqual([]);
      }
    });
  });
}

const LIVE = `state IN ('running', 'waiting-for-rate-limit')`;
const LIVE_RUNS = `source_run WHERE source_key = 'strattera-orders' AND ${LIVE}`;
/** What has read the orders well since a run was given up. */
const LATER_RUNS = `source_run WHERE source_key = 'strattera-orders' AND state = 'succeeded'
  AND started_at >= (SELECT finished_at FROM source_run WHERE id = $1)`;
/** A dead worker's job must not bring a second successor. */
const BEGUN_ANEW = `source_run WHERE source_key = 'strattera-orders' AND trigger = 'manual' AND state = 'succeeded'`;
const FIRINGS = `
  SELECT count(*)::int AS runs, count(DISTINCT slot)::int AS slots FROM source_run
  WHERE slot IS NOT NULL AND source_key LIKE 'strattera-%' AND extract(epoch FROM slot)::numeric % ${SLOT_S} = 0
  GROUP BY source_key, schedule`;
const FEWEST_SLOTS = `SELECT coalesce(min(slots), 0)::int AS least FROM (${FIRINGS}) AS firings`;
const OVERLAPPING = `
  SELECT a.id FROM source_run AS a JOIN source_run AS b
    ON a.source_key = b.source_key AND a.id <> b.id AND a.started_at < b.finished_at AND b.started_at < a.finished_at`;

/** Rows of a table that the log has more than once. */
function loggedTwice(table: string): string {
  return `(SELECT FROM change_log WHERE entity_id IN (SELECT id FROM ${table})
    GROUP BY entity, entity_id HAVING count(*) > 1) AS twice`;
}

function pageOf(path: string): number {
  return Number(new URL(path, 'http://provider.test').searchParams.get('page'));
}

/** Requests that came while the one before was still being answered. */
function sideBySide(asked: readonly JournalEntry[]): readonly JournalEntry[] {
  return asked.filter(({ at }, index) => {
    const before = asked[index - 1];
    return before?.outcome === 'answered' && Date.parse(at) - Date.parse(before.at) < LIST_MS - TIMER_MS;
  });
}

describeProcesses('PostgreSQL');

const missing = redisMissing();
if (missing === null) {
  describeProcesses('Redis');
} else {
  describe('two processes with the API and two workers, jobs on Redis', () => {
    it.skip(`share their work (skipped: ${missing})`, () => undefined);
  });
}
