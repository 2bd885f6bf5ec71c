import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { type AppProcess, startApp } from './app-process.js';
import { withClient } from './bench-databases.js';
import { type HttpProcess, startHttpProcess } from './child-process.js';
import { atLeast, atMost, type Bench, type BenchContext, type Finding } from './finding.js';
import { inMs, interleave, perSecond, timed } from './rounds.js';
import { contactIdSql, seedContacts } from './seed-contacts.js';
import { SYNCED_TABLES } from './synced-tables.js';

const CONNECTIONS = 8;
const SMALL_ROWS = 10_000;
const REQUESTS_A_ROUND = 60;

type ChangeCount = 0 | 10 | 1000;

/** Cursors after which so many contacts have changed. */
type Cursors = Readonly<Record<ChangeCount, number>>;

/** DESIGN §10, "incremental pull of all tables". */
export const incremental: Bench = {
  name: 'incremental',
  how:
    'GET /api/sync/incremental of all tables from the running product, signed in, beside a plain node:http server with one prepared ' +
    `statement over indexes on updated_at; autocannon with ${CONNECTIONS} connections, in turn. Growth: one request after another, ` +
    'on a database of 10 k and one of --rows, in turn.',
  run: async (context) => {
    const big = await prepare(context, context.options.rows);
    const small = await prepare(context, SMALL_ROWS);
    try {
      return [...(await measureThroughput(context, big)), ...(await measureGrowth(context, small, big))];
    } finally {
      await Promise.all([big, small].flatMap(({ app, plain }) => [app.stop(), plain.stop()]));
    }
  },
};

interface Installation {
  readonly app: AppProcess;
  readonly plain: HttpProcess;
  readonly cursors: Cursors;
  readonly rows: number;
}

async function prepare(context: BenchContext, rows: number): Promise<Installation> {
  const url = await context.databases.create();
  context.say(`seeding ${rows} contacts`);
  await seedContacts(url, rows);
  await withClient(url, async (client) => {
    for (const { table, fields } of SYNCED_TABLES) {
      if ('updatedAt' in fields) {
        await client.query(`CREATE INDEX ON ${table} (updated_at)`);
      }
    }
    await client.query('VACUUM (ANALYZE)');
  });
  const app = await startApp(url);
  const script = fileURLToPath(new URL('./plain-server.js', import.meta.url));
  const plain = await startHttpProcess([script], { DATABASE_URL: url }, `/?since=${Date.now()}`);
  return { app, plain, rows, cursors: await change(url, app) };
}

/** A thousand edits in single transactions, with the cursors of 1000, 10 and 0 edits before the end. */
async function change(url: string, app: AppProcess): Promise<Cursors> {
  const present = async (): Promise<number> => {
    const { timestamp } = await app.getJson<{ timestamp: number }>(
      '/api/sync/initial?tables=contacts&limit=1',
    );
    await sleep(20); // so that later edits have a later millisecond for the reference, too
    return timestamp;
  };
  const edit = (from: number, to: number): Promise<void> =>
    withClient(url, async (client) => {
      for (let n = from; n < to; n += 1) {
        await client.query(
          `UPDATE contacts SET phone = '+7800' || $1::int, updated_at = now() WHERE id = ${contactIdSql('$1::int')}`,
          [n + 1],
        );
      }
    });
  const thousand = await present();
  await edit(0, 990);
  const ten = await present();
  await edit(990, 1000);
  await sleep(20);
  return { 1000: thousand, 10: ten, 0: await present() };
}

async function measureThroughput(
  context: BenchContext,
  { app, plain, cursors, rows }: Installation,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const count of [0, 10, 1000] as const) {
    const ours = `${app.url}/api/sync/incremental?since=${cursors[count]}`;
    const theirs = `${plain.url}/?since=${cursors[count]}`;
    const tables = await expectRows(ours, app.headers, count);
    const theirTables = await expectRows(theirs, {}, count);
    if (tables.join() !== theirTables.join()) {
      throw new Error(`The product reads ${tables.join()}, the reference ${theirTables.join()}`);
    }
    context.say(`pulling ${count} changes, in turn with the plain server`);
    const series = await interleave(context.options.rounds, {
      plain: () => load(theirs, {}, context.options.seconds),
      ours: () => load(ours, app.headers, context.options.seconds),
    });
    findings.push(
      atLeast(
        {
          work: `incremental pull, ${rows} rows, ${count} changes`,
          ours: perSecond(series.ours),
          reference: `plain ${perSecond(series.plain)}`,
        },
        series.ours.median / series.plain.median,
        0.4,
        0.3,
      ),
    );
  }
  return findings;
}

async function measureGrowth(
  context: BenchContext,
  small: Installation,
  big: Installation,
): Promise<Finding[]> {
  context.say(`pulling 10 changes one after another, ${small.rows} and ${big.rows} rows in turn`);
  const pull = (installation: Installation) => async (): Promise<number> => {
    const path = `/api/sync/incremental?since=${installation.cursors[10]}`;
    const ms = await timed(async () => {
      for (let index = 0; index < REQUESTS_A_ROUND; index += 1) {
        await installation.app.getJson(path);
      }
    });
    return ms / REQUESTS_A_ROUND;
  };
  const series = await interleave(Math.max(9, context.options.rounds), {
    small: pull(small),
    big: pull(big),
  });
  return [
    atMost(
      {
        work: `incremental pull of 10: ${big.rows} beside ${small.rows} rows`,
        ours: inMs(series.big),
        reference: inMs(series.small),
      },
      series.big.median / series.small.median,
      1.3,
    ),
  ];
}

/** The tables of an answer. Throws when it has another number of contacts. */
async function expectRows(
  url: string,
  headers: Readonly<Record<string, string>>,
  count: number,
): Promise<string[]> {
  const response = await fetch(url, { headers });
  const body = (await response.json()) as { changes: Record<string, { updated: unknown[] }> };
  const found = body.changes.contacts?.updated.length;
  if (found !== count) {
    throw new Error(`${new URL(url).pathname} brings ${found} contacts, not ${count}`);
  }
  return Object.keys(body.changes).sort();
}

/** Answers a second. Throws when one of them is not 200. */
async function load(
  url: string,
  headers: Readonly<Record<string, string>>,
  seconds: number,
): Promise<number> {
  const result = await autocannon({
    url,
    headers: { ...headers },
    connections: CONNECTIONS,
    duration: seconds,
  });
  if (result.non2xx > 0 || result.errors > 0) {
    const statuses = JSON.stringify(result.statusCodeStats);
    throw new Error(`${url}: ${result.non2xx} answers were not 200 (${statuses}), ${result.errors} failed`);
  }
  return result['2xx'] / result.duration;
}
