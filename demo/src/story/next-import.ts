import { expectThat } from '../demo-failure.js';
import { runMs, runNow, type SourceKey } from '../imports.js';
import { lastDays } from './opening.js';
import { counted, type Narrator, took } from '../narrator.js';
import type { Office } from '../office.js';
import type { OfflineEdits } from './offline.js';

const SOURCES: readonly SourceKey[] = [
  'strattera-products',
  'strattera-orders',
  'exness',
  'wispro',
  'altegio',
];

/** The shop's new price arrives beside the person's; the import after that finds nothing to write. */
export async function importAgain(narrator: Narrator, office: Office, edits: OfflineEdits): Promise<void> {
  narrator.chapter('The next import');
  await runNow(office, 'strattera-products');
  const { price, overrides } = await office.getProduct(edits.productId);
  expectThat(price === edits.ourPrice, `The import changed a person's price to ${price}.`);
  const upstream = overrides.price?.upstream;
  expectThat(
    upstream === edits.shopPrice,
    `The shop's price is ${edits.shopPrice}, but beside ours stands ${String(upstream)}.`,
  );
  narrator.say(`A person set ${price}: it stays. The shop's ${edits.shopPrice} is shown beside it.`);
  for (const source of SOURCES) {
    const run = await runNow(office, source, source === 'altegio' ? lastDays(7) : {});
    const { fetched, created, updated } = run.counts;
    expectThat(created + updated === 0, `An import without news wrote ${counted(created + updated, 'row')}.`);
    narrator.say(`${source}: ${counted(fetched, 'record')} read, 0 rows written (${took(runMs(run))}).`);
  }
}
