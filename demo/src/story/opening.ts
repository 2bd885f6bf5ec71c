import { MIRA, JONAS, ADMIN, SEED } from '../cast.js';
import {
  followFirstRun,
  runMs,
  runNow,
  type RunListener,
  type RunRequest,
  type SourceKey,
} from '../imports.js';
import { counted, type Narrator, took } from '../narrator.js';
import { Office, type Run } from '../office.js';
import type { Stage } from '../stage.js';

/** Starts the vendors, PostgreSQL and the API, and signs the office in. */
export async function openTheDoors(stage: Stage, narrator: Narrator, preferredPort: number): Promise<Office> {
  narrator.chapter('Start');
  const startedAt = performance.now();
  await stage.startVendors();
  narrator.say(
    `Four simulated vendors are up: a shop, a broker, an internet provider and a language school ` +
      `(${took(performance.now() - startedAt)}).`,
  );
  const product = await stage.spawnProduct(preferredPort);
  const { postgresMs, schemaMs, apiMs } = await product.untilListening();
  narrator.say(`PostgreSQL is up, in a folder of its own (${took(postgresMs)}).`);
  narrator.say(`The tables are there (${took(schemaMs - postgresMs)}).`);
  narrator.say(`The API listens on ${product.url} (${took(apiMs - schemaMs)}).`);
  const office = new Office(product.url, ADMIN);
  await office.signIn();
  return office;
}

/** Follows the imports that the server began by itself, and asks for those that have their hour at night. */
export async function importEverything(stage: Stage, narrator: Narrator, office: Office): Promise<void> {
  narrator.chapter('Four vendors are imported');
  const { productCount, orderCount } = stage.shop.world;
  const first = (source: SourceKey) => (listen: RunListener) => followFirstRun(office, source, listen);
  await showImport(narrator, 'product', productCount, first('strattera-products'));
  await showImport(narrator, 'order', orderCount, first('strattera-orders'));
  await showImport(narrator, 'client', 200, (listen) => runNow(office, 'exness', {}, listen));
  await showImport(narrator, 'subscriber', 10_000, (listen) => runNow(office, 'wispro', {}, listen));
  await showImport(narrator, 'lesson', 100, (listen) => runNow(office, 'altegio', lastDays(7), listen));
}

/** The days up to today, for a source that has dates. */
export function lastDays(count: number): RunRequest {
  const day = (ago: number): string => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  return { mode: 'range', from: day(count), to: day(0) };
}

async function showImport(
  narrator: Narrator,
  noun: string,
  expected: number,
  follow: (listen: RunListener) => Promise<Run>,
): Promise<void> {
  const line = narrator.progress(`${noun}s`, expected);
  try {
    const run = await follow((fetched) => {
      line.update({ done: fetched, total: Math.max(expected, fetched) });
    });
    line.finish();
    const { fetched, created, skipped, failed } = run.counts;
    narrator.say(
      `${counted(fetched, noun)} read, ${created.toLocaleString('en-US')} stored, ${describeFailed(failed)}` +
        `${describeSkipped(skipped)} (${took(runMs(run))}).`,
    );
  } catch (error) {
    line.finish();
    throw error;
  }
}

function describeFailed(failed: number): string {
  return failed === 0 ? 'none refused' : `${failed.toLocaleString('en-US')} to the quarantine`;
}

/** What was left out on purpose, and why, e.g. `, 6 left out (category)`. */
function describeSkipped(skipped: Readonly<Record<string, number>>): string {
  return Object.entries(skipped)
    .map(([reason, count]) => `, ${count} left out (${reason})`)
    .join('');
}

/** Accounts for two salespeople, and a few customers that they know. */
export async function furnishTheOffice(narrator: Narrator, office: Office): Promise<void> {
  narrator.chapter('The office has customers');
  for (const agent of [MIRA, JONAS]) {
    await office.createAgent(agent);
  }
  narrator.say(`Two salespeople get an account: ${MIRA.name} and ${JONAS.name}.`);
  for (const record of SEED) {
    await office.create(record);
  }
  const count = (table: string): number => SEED.filter((record) => record.table === table).length;
  narrator.say(
    `The office writes down ${counted(count('contacts'), 'contact')}, ${counted(count('deals'), 'deal')} ` +
      `and ${counted(count('tasks'), 'task')}.`,
  );
}
