import { MIRA, JONAS, ADMIN, SEED } from '../cast.js';
import { followFirstRun, runMs, type SourceKey } from '../imports.js';
import { counted, type Narrator, took } from '../narrator.js';
import { Office } from '../office.js';
import type { Stage } from '../stage.js';

/** Starts the shop, PostgreSQL and the API, and signs the office in. */
export async function openTheDoors(stage: Stage, narrator: Narrator, preferredPort: number): Promise<Office> {
  narrator.chapter('Start');
  const startedAt = performance.now();
  const shop = await stage.startShop();
  const { orderCount, productCount } = shop.world;
  narrator.say(
    `The simulated shop is up, with ${counted(orderCount, 'order')} and ${counted(productCount, 'product')} ` +
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

/** Follows the import that the server began by itself. */
export async function importTheShop(stage: Stage, narrator: Narrator, office: Office): Promise<void> {
  narrator.chapter('The shop is imported');
  const { productCount, orderCount } = stage.shop.world;
  await showImport(narrator, office, { source: 'strattera-products', noun: 'product', total: productCount });
  await showImport(narrator, office, { source: 'strattera-orders', noun: 'order', total: orderCount });
}

interface ShownImport {
  readonly source: SourceKey;
  readonly noun: string;
  readonly total: number;
}

async function showImport(narrator: Narrator, office: Office, shown: ShownImport): Promise<void> {
  const line = narrator.progress(`${shown.noun}s`, shown.total);
  try {
    const run = await followFirstRun(office, shown.source, (fetched) => {
      line.update({ done: fetched, total: Math.max(shown.total, fetched) });
    });
    line.finish();
    const { fetched, created, skipped, failed } = run.counts;
    narrator.say(
      `${counted(fetched, shown.noun)} read, ${created.toLocaleString('en-US')} stored, ${failed} failed` +
        `${describeSkipped(skipped)} (${took(runMs(run))}).`,
    );
  } catch (error) {
    line.finish();
    throw error;
  }
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
