import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { wireColumnsSql } from '../../src/flow/pull/wire-row.js';
import { contactsSync } from '../../src/modules/crm-sync/contacts.sync.js';
import { type AppProcess, startApp } from './app-process.js';
import { findProgram, runProgram } from './child-process.js';
import { atLeast, atMost, type Bench, type BenchContext, type Finding } from './finding.js';
import { forgetPeak, peakMib, residentMib } from './process-memory.js';
import { inMs, interleave, type Series, timed } from './rounds.js';
import { seedContacts } from './seed-contacts.js';

const PATH = '/api/sync/initial?tables=contacts';
const NDJSON = 'application/x-ndjson';
const PARALLEL = 4;

const COPY = `COPY (SELECT row_to_json(x) FROM (SELECT ${wireColumnsSql(contactsSync('all'), 't')} FROM contacts AS t) AS x) TO STDOUT`;

/** DESIGN §10, "first sync" and "memory of it". */
export const firstSync: Bench = {
  name: 'first-sync',
  how:
    `GET ${PATH} as NDJSON from the running product, read by ${findProgram('curl') === null ? 'a Node client' : 'curl'} into /dev/null, ` +
    `beside the same rows and columns by ${findProgram('psql') === null ? 'a node-postgres COPY client' : 'psql COPY'} into /dev/null; ` +
    'each a process of its own, started within the time. Memory: VmHWM of the product above its VmRSS when idle.',
  run: async (context) => {
    const url = await context.databases.create();
    context.say(`seeding ${context.options.rows} contacts`);
    await seedContacts(url, context.options.rows);
    // Each in a process that has done nothing before: what an earlier stream left behind is not idle memory.
    const speed = await withApp(url, (app) => measureSpeed(context, app, url));
    const memory = await withApp(url, (app) => measureMemory(context, app));
    return [...speed, ...memory];
  },
};

async function withApp<T>(url: string, work: (app: AppProcess) => Promise<T>): Promise<T> {
  const app = await startApp(url);
  try {
    return await work(app);
  } finally {
    await app.stop();
  }
}

async function measureSpeed(context: BenchContext, app: AppProcess, url: string): Promise<Finding[]> {
  const { rows, rounds } = context.options;
  const whole = await readStream(app, 'identity');
  const packed = await readStream(app, 'gzip');
  if (!whole.lastText.endsWith(`{"end":true,"rows":${rows}}\n`)) {
    throw new Error(`The stream ended with ${whole.lastText.slice(-80)}`);
  }
  context.say('streaming, in turn with COPY');
  const series = await interleave(rounds, {
    copy: () => timed(() => copyToNowhere(url)),
    ours: () => timed(() => download(app, 'identity')),
    packed: () => timed(() => download(app, 'gzip')),
    firstByte: async () => (await readStream(app, 'identity', true)).firstByteMs,
  });
  const speed = (one: Series): string => `${Math.round(rows / one.median)} k rows/s (${inMs(one)})`;
  const title = `first sync, ${rows} rows`;
  return [
    atLeast(
      {
        work: `${title}: NDJSON over HTTP`,
        ours: speed(series.ours),
        reference: `COPY ${speed(series.copy)}`,
      },
      series.copy.median / series.ours.median,
      0.9,
      0.75,
    ),
    atMost(
      { work: `${title}: first byte`, ours: inMs(series.firstByte), reference: '—' },
      series.firstByte.median,
      50,
      ' ms',
      100,
    ),
    atLeast(
      {
        work: `${title}: gzip, rows/s`,
        ours: speed(series.packed),
        reference: `plain ${speed(series.ours)}`,
      },
      series.ours.median / series.packed.median,
      0.85,
    ),
    atLeast(
      {
        work: `${title}: gzip, size`,
        ours: `${(packed.byteCount / 1e6).toFixed(1)} MB`,
        reference: `plain ${(whole.byteCount / 1e6).toFixed(1)} MB`,
      },
      whole.byteCount / packed.byteCount,
      5,
    ),
  ];
}

async function measureMemory(context: BenchContext, app: AppProcess): Promise<Finding[]> {
  const fresh = await residentMib(app.pid);
  if (fresh === null) {
    context.say('this machine has no /proc: memory is not measured');
    return [];
  }
  await sleep(1_000);
  const idle = (await residentMib(app.pid)) ?? fresh;
  const one = await peakDuring(app, 1);
  const many = await peakDuring(app, PARALLEL);
  const work = `first sync, ${context.options.rows} rows`;
  return [
    atMost(
      {
        work: `${work}: memory above idle`,
        ours: `${one.toFixed(0)} MiB`,
        reference: `idle ${idle.toFixed(0)} MiB`,
      },
      Math.max(0, one - idle),
      64,
      ' MiB',
    ),
    atMost(
      {
        work: `${work}: each parallel request`,
        ours: `${many.toFixed(0)} MiB with ${PARALLEL}`,
        reference: `${one.toFixed(0)} MiB with 1`,
      },
      Math.max(0, many - one) / (PARALLEL - 1),
      8,
      ' MiB',
    ),
  ];
}

async function peakDuring(app: AppProcess, parallelCount: number): Promise<number> {
  await forgetPeak(app.pid);
  await Promise.all(Array.from({ length: parallelCount }, () => download(app, 'identity')));
  return (await peakMib(app.pid)) ?? 0;
}

async function copyToNowhere(url: string): Promise<void> {
  const psql = findProgram('psql');
  if (psql !== null) {
    await runProgram(psql, ['-X', '-q', '-d', url, '-c', COPY]);
    return;
  }
  const script = fileURLToPath(new URL('./copy-to-nowhere.js', import.meta.url));
  await runProgram(process.execPath, [script, COPY], { environment: { DATABASE_URL: url } });
}

async function download(app: AppProcess, encoding: 'identity' | 'gzip'): Promise<void> {
  const curl = findProgram('curl');
  if (curl === null) {
    await readStream(app, encoding);
    return;
  }
  const headers = { ...app.headers, accept: NDJSON, 'accept-encoding': encoding };
  const lines = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  await runProgram(curl, ['-sS', '--fail', '--noproxy', '*', ...lines, `${app.url}${PATH}`]);
}

interface StreamFacts {
  readonly byteCount: number;
  readonly firstByteMs: number;
  readonly lastText: string;
}

/** Reads the stream in this process and keeps only its end. `isFirstEnough`: hangs up after the first byte. */
function readStream(
  app: AppProcess,
  encoding: 'identity' | 'gzip',
  isFirstEnough = false,
): Promise<StreamFacts> {
  const startedMs = performance.now();
  const headers = { ...app.headers, accept: NDJSON, 'accept-encoding': encoding };
  return new Promise((resolve, reject) => {
    const sent = request(`${app.url}${PATH}`, { headers }, (response) => {
      let byteCount = 0;
      let firstByteMs = 0;
      let last: Buffer = Buffer.alloc(0);
      response.on('data', (chunk: Buffer) => {
        firstByteMs = byteCount === 0 ? performance.now() - startedMs : firstByteMs;
        byteCount += chunk.length;
        last = chunk.length >= 200 ? chunk : Buffer.concat([last, chunk]).subarray(-200);
        if (isFirstEnough) {
          resolve({ byteCount, firstByteMs, lastText: '' });
          sent.destroy();
        }
      });
      response.once('end', () => {
        resolve({ byteCount, firstByteMs, lastText: last.subarray(-200).toString() });
      });
    });
    sent.once('error', reject);
    sent.end();
  });
}
