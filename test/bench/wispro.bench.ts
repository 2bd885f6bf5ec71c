import { startWisproSimulator, type WisproClient, type WisproSimulator } from '@sync-hub/simulators';
import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { UserEntity } from '../../src/modules/auth/users/user.entity.js';
import { type AppProcess, startApp } from './app-process.js';
import { withClient } from './bench-databases.js';
import { atLeast, atMost, type Bench, type BenchContext, type Finding } from './finding.js';
import { forgetPeak, peakMib, residentMib } from './process-memory.js';
import { inMs, interleave, perSecond, type Series, timed } from './rounds.js';

const CLIENTS = 10_000;
const PAGE_SIZE = 100;
/** The reference takes minutes for all of them; its time a client does not depend on their number. */
const REFERENCE_CLIENTS = 1_000;
const ROUNDS_MAX = 3;
/** W10. */
const FIRST_MS_MAX = 3_000;
const LATER_MS_MAX = 2_000;
const MEMORY_MIB_MAX = 150;

interface RunCounts {
  readonly state: string;
  readonly pages: number;
  readonly counts: { readonly fetched: number; readonly created: number; readonly updated: number };
}

/** DESIGN §10, "Wispro". */
export const wisproBench: Bench = {
  name: 'wispro',
  how:
    `POST /api/sources/wispro/run of the running product: ${CLIENTS} clients over HTTP in pages of ${PAGE_SIZE} from the simulated Wispro without latency, checked, ` +
    `matched by national id, stored with change log and run record; beside TypeORM find + save a client, each in its own transaction, of the first ` +
    `${REFERENCE_CLIENTS} of the same list into the same table of another database; in turn. First: no subscriber is stored before.`,
  run: async (context) => {
    const simulator = await startWisproSimulator({ clients: CLIENTS });
    const [url, referenceUrl] = [await context.databases.create(), await context.databases.create()];
    const app = await startApp(url, simulator.environment);
    const reference = createDataSource({ url: referenceUrl, poolSize: 2 }).setOptions({
      entities: [UserEntity],
    });
    await reference.initialize();
    try {
      return await measure(context, { app, url, referenceUrl, save: () => saveEach(reference, simulator) });
    } finally {
      await reference.destroy();
      await app.stop();
      await simulator.close();
    }
  },
};

interface Sides {
  readonly app: AppProcess;
  readonly url: string;
  readonly referenceUrl: string;
  /** Milliseconds of the reference. */
  readonly save: () => Promise<number>;
}

async function measure(context: BenchContext, { app, url, referenceUrl, save }: Sides): Promise<Finding[]> {
  context.say('importing, in turn with TypeORM find + save');
  const rounds = Math.min(ROUNDS_MAX, context.options.rounds);
  const idleMib = await residentMib(app.pid);
  await forgetPeak(app.pid);
  const ours = await interleave(rounds, {
    first: async () => {
      await forgetSubscribers(url);
      return importAll(app, 'first');
    },
    later: () => importAll(app, 'later'),
  });
  const mostMib = await peakMib(app.pid);
  const saved = await interleave(rounds, {
    first: async () => {
      await forgetSubscribers(referenceUrl);
      return save();
    },
    later: save,
  });
  return [
    ...(['first', 'later'] as const).flatMap((pass) => [
      atMost(
        { work: `${pass} import of ${CLIENTS} clients`, ours: inMs(ours[pass]), reference: '—' },
        ours[pass].median,
        pass === 'first' ? FIRST_MS_MAX : LATER_MS_MAX,
        ' ms',
      ),
      atLeast(
        {
          work: `${pass} import, clients a second`,
          ours: perSecond(rate(ours[pass], CLIENTS)),
          reference: `find + save ${perSecond(rate(saved[pass], REFERENCE_CLIENTS))}`,
        },
        rate(ours[pass], CLIENTS).median / rate(saved[pass], REFERENCE_CLIENTS).median,
        10,
      ),
    ]),
    ...(idleMib === null || mostMib === null
      ? []
      : [
          atMost(
            {
              work: 'memory above idle',
              ours: `${mostMib.toFixed(0)} MiB`,
              reference: `idle ${idleMib.toFixed(0)} MiB`,
            },
            mostMib - idleMib,
            MEMORY_MIB_MAX,
            ' MiB',
          ),
        ]),
  ];
}

function rate({ median, noise }: Series, count: number): Series {
  return { median: (count / median) * 1_000, noise };
}

/** Milliseconds of one run. Throws when a client does not end as expected. */
async function importAll(app: AppProcess, pass: 'first' | 'later'): Promise<number> {
  let run: RunCounts | null = null;
  const ms = await timed(async () => {
    run = await app.postJson<RunCounts>('/api/sources/wispro/run?wait=true', {
      mode: 'full',
      pageSize: PAGE_SIZE,
    });
  });
  const { counts, pages } = run as unknown as RunCounts;
  const isExpected =
    pass === 'first' ? counts.created > CLIENTS * 0.9 : counts.created + counts.updated === 0;
  if (counts.fetched !== CLIENTS || pages !== CLIENTS / PAGE_SIZE || !isExpected) {
    throw new Error(`The run ended with ${JSON.stringify(run).slice(0, 600)}`);
  }
  return ms;
}

/** What the systems do that this one replaces: look a client up, save it, in a transaction of its own. No hash. */
function saveEach(dataSource: DataSource, { world }: WisproSimulator): Promise<number> {
  return timed(async () => {
    for (const client of world.listClients().slice(0, REFERENCE_CLIENTS)) {
      await dataSource.transaction(async (manager) => {
        const idWispro = client.id;
        const known = await manager.findOneBy(UserEntity, { idWispro });
        const created = { id: randomUUID(), idWispro, status: true, role: 0, code: idWispro };
        await manager.save(Object.assign(known ?? manager.create(UserEntity, created), valuesOf(client)));
      });
    }
  });
}

function valuesOf({ name, email, address, zone_name: zone }: WisproClient): Partial<UserEntity> {
  return { name, email, address, zone };
}

function forgetSubscribers(url: string): Promise<void> {
  return withClient(url, async (client) => {
    await client.query('DELETE FROM users WHERE role = 0');
    await client.query('TRUNCATE quarantine');
  });
}
