import { type Account, JONAS, MIRA } from '../cast.js';
import { expectThat } from '../demo-failure.js';
import { counted, type Narrator, took } from '../narrator.js';
import { Phone } from '../phone.js';
import type { Stage } from '../stage.js';

/** Mira's and Jonas's. */
export interface Phones {
  readonly a: Phone;
  readonly b: Phone;
}

/** Both phones sign in and pull everything that their owners may see. */
export async function pullEverything(stage: Stage, narrator: Narrator): Promise<Phones> {
  narrator.chapter('Two phones pull everything');
  return {
    a: await firstSync(stage, narrator, MIRA, 'A'),
    b: await firstSync(stage, narrator, JONAS, 'B'),
  };
}

async function firstSync(stage: Stage, narrator: Narrator, owner: Account, name: string): Promise<Phone> {
  const phone = await Phone.signIn(stage.product.url, owner);
  const { ms } = await phone.sync();
  const counts = await Promise.all(
    phone.tables.map(async (table) => ({ table, count: await phone.count(table) })),
  );
  const rowCount = counts.reduce((sum, { count }) => sum + count, 0);
  narrator.say(`Phone ${name} (${owner.name}) holds ${counted(rowCount, 'row')} (${took(ms)}).`);
  const filled = counts.filter(({ count }) => count > 0);
  narrator.say(
    `   ${filled.map(({ table, count }) => `${table} ${count.toLocaleString('en-US')}`).join(', ')}`,
  );
  const orderCount = counts.find(({ table }) => table === 'orders')?.count;
  expectThat(
    orderCount === stage.shop.world.orderCount,
    `Phone ${name} holds ${orderCount ?? 0} orders; the shop has ${stage.shop.world.orderCount}.`,
  );
  return phone;
}

/** Every table of both phones against the server's own count and hash. */
export async function compareWithServer(narrator: Narrator, { a, b }: Phones): Promise<void> {
  narrator.chapter('Proof: both phones hold what the server holds');
  for (const [name, phone] of [
    ['A', a],
    ['B', b],
  ] as const) {
    await phone.sync();
    const startedAt = performance.now();
    let rowCount = 0;
    for (const table of phone.tables) {
      const { here, there } = await phone.compare(table);
      rowCount += here.count;
      expectThat(
        here.count === there.count,
        `Phone ${name} holds ${counted(here.count, 'row')} of ${table}; the server says ${there.count}.`,
      );
      expectThat(here.hash === there.hash, `Phone ${name} and the server differ in a row of ${table}.`);
    }
    narrator.say(
      `Phone ${name}: ${counted(phone.tables.length, 'table')}, ${counted(rowCount, 'row')}, ` +
        `every count and hash equal (${took(performance.now() - startedAt)}).`,
    );
  }
}
