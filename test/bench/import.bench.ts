import { randomUUID } from 'node:crypto';
import { startStratteraSimulator, type StratteraProduct } from '@sync-hub/simulators';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { Product } from '../../src/modules/products/product.entity.js';
import { type AppProcess, startApp } from './app-process.js';
import { withClient } from './bench-databases.js';
import { atLeast, type Bench, type BenchContext, type Finding } from './finding.js';
import { interleave, perSecond, type Series, timed } from './rounds.js';

const RECORDS = 10_000;
const PAGE_SIZE = 100;
/** The reference takes minutes for all of them; its time a record does not depend on their number. */
const REFERENCE_RECORDS = 1_000;
const ROUNDS_MAX = 3;

interface RunCounts {
  readonly state: string;
  readonly counts: {
    readonly fetched: number;
    readonly created: number;
    readonly unchanged: number;
    /** By reason: the shop's categories are in its list of products. */
    readonly skipped: Readonly<Record<string, number>>;
  };
}

/** DESIGN §10, "import". */
export const importBench: Bench = {
  name: 'import',
  how:
    `POST /api/sources/strattera-products/run of the running product: ${RECORDS} products over HTTP from the simulated shop, checked, mapped, stored ` +
    `in pages of ${PAGE_SIZE} with change log and run record; beside TypeORM find + save a record, each in its own transaction, of the first ` +
    `${REFERENCE_RECORDS} of the same list into the same tables of another database; in turn. New: the table is emptied before.`,
  run: async (context) => {
    const shop = await startStratteraSimulator({ products: RECORDS, orders: 1 });
    const [url, referenceUrl] = [await context.databases.create(), await context.databases.create()];
    const app = await startApp(url, shop.environment);
    const reference = createDataSource({ url: referenceUrl, poolSize: 2 }).setOptions({
      entities: [Product],
    });
    await reference.initialize();
    try {
      const save = (): Promise<number> => saveEach(reference, shop);
      return await measure(context, { app, url, referenceUrl, save });
    } finally {
      await reference.destroy();
      await app.stop();
      await shop.close();
    }
  },
};

interface Sides {
  readonly app: AppProcess;
  readonly url: string;
  readonly referenceUrl: string;
  /** Records a second of the reference. */
  readonly save: () => Promise<number>;
}

async function measure(context: BenchContext, { app, url, referenceUrl, save }: Sides): Promise<Finding[]> {
  context.say('importing, in turn with TypeORM find + save');
  let unchangedLogRows = 0;
  const rounds = Math.min(ROUNDS_MAX, context.options.rounds);
  const series = await interleave(rounds, {
    oursNew: async () => {
      await emptyProducts(url);
      return importAll(app, 'created');
    },
    oursAgain: async () => {
      const before = await countLog(url);
      const rate = await importAll(app, 'unchanged');
      unchangedLogRows += (await countLog(url)) - before;
      return rate;
    },
  });
  const beside = await interleave(rounds, {
    savedNew: async () => {
      await emptyProducts(referenceUrl);
      return save();
    },
    savedAgain: save,
  });
  return [
    finding(`import of ${RECORDS} new records`, series.oursNew, beside.savedNew),
    finding(`import of ${RECORDS} unchanged records`, series.oursAgain, beside.savedAgain),
    {
      work: 'import of unchanged records: rows of the log',
      ours: String(unchangedLogRows),
      reference: '—',
      figure: String(unchangedLogRows),
      target: '0',
      isReached: unchangedLogRows === 0,
      isGateMissed: unchangedLogRows > 0,
    },
  ];
}

function finding(work: string, ours: Series, saved: Series): Finding {
  return atLeast(
    { work, ours: perSecond(ours), reference: `find + save ${perSecond(saved)}` },
    ours.median / saved.median,
    10,
  );
}

/** Records a second of one run. Throws when a record does not end as expected. */
async function importAll(app: AppProcess, expected: 'created' | 'unchanged'): Promise<number> {
  const startedMs = performance.now();
  const run = await app.postJson<RunCounts>('/api/sources/strattera-products/run?wait=true', {
    mode: 'full',
    pageSize: PAGE_SIZE,
  });
  const ms = performance.now() - startedMs;
  const { fetched, skipped } = run.counts;
  const skippedCount = Object.values(skipped).reduce((sum, count) => sum + count, 0);
  if (fetched !== RECORDS || run.counts[expected] !== RECORDS - skippedCount) {
    throw new Error(`The run ended with ${JSON.stringify(run).slice(0, 600)}`);
  }
  return (RECORDS / ms) * 1_000;
}

/** What the systems do that this one replaces: look a record up, save it, in a transaction of its own. */
async function saveEach(
  dataSource: DataSource,
  shop: { readonly baseUrl: string; readonly token: string },
): Promise<number> {
  const ms = await timed(async () => {
    const response = await fetch(`${shop.baseUrl}/products`, { headers: { Authorization: shop.token } });
    const list = (await response.json()) as StratteraProduct[];
    for (const payload of list.slice(0, REFERENCE_RECORDS)) {
      await dataSource.transaction(async (manager) => {
        const externalId = String(payload.id);
        const known = await manager.findOneBy(Product, { externalId });
        const product = known ?? manager.create(Product, { id: randomUUID(), externalId });
        const { name, description, brand, weight } = payload;
        const values = { name, description, brand, weight, price: payload.price ?? '0.00' };
        await manager.save(Object.assign(product, values, { stockQuantity: payload.stock_quantity }));
      });
    }
  });
  return (REFERENCE_RECORDS / ms) * 1_000;
}

/** TRUNCATE leaves the planner as ignorant as a new installation is; VACUUM of an empty table would mislead it. */
function emptyProducts(url: string): Promise<void> {
  return withClient(url, async (client) => {
    await client.query('TRUNCATE products CASCADE');
  });
}

function countLog(url: string): Promise<number> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ count: number }>('SELECT count(*)::int AS count FROM change_log');
    return rows[0]?.count ?? 0;
  });
}
