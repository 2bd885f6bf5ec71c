import type { PushResult } from '@sync-hub/sync-client';
import { OLD_TASK, OLGA } from '../cast.js';
import { DemoFailure, expectThat } from '../demo-failure.js';
import { counted, type Narrator, took } from '../narrator.js';
import type { Office } from '../office.js';
import type { Fields, Phone } from '../phone.js';
import type { Stage } from '../stage.js';
import type { Phones } from './phones.js';

const OLGAS_NEW_PHONE = '+1 202 555 0199';
const OLGAS_NEW_COMPANY = 'Weber Garden & Home';
const NEW_CUSTOMER = 'Ines Calder';
const DEAL_AMOUNT = '2400.00';

/** What was changed while phone A was away, so that others can look whether it arrived. */
export interface OfflineEdits {
  readonly contactId: string;
  readonly dealId: string;
  readonly taskId: string;
  readonly productId: string;
  readonly productName: string;
  /** Set by a person on phone A. */
  readonly ourPrice: string;
  /** Set by the shop meanwhile. */
  readonly shopPrice: string;
}

/** Phone A loses its network and is worked on; meanwhile the office and the shop change the same records. */
export async function workOffline(
  stage: Stage,
  narrator: Narrator,
  office: Office,
  { a }: Phones,
): Promise<OfflineEdits> {
  narrator.chapter('Phone A goes offline, and work goes on everywhere');
  a.goOffline();
  const product = await chooseProduct(a);
  const price = Number(product.price);
  const ourPrice = (price + 150).toFixed(2);
  const shopPrice = (price + 400).toFixed(2);
  const made = await addCustomer(a);
  await a.edit('contacts', OLGA, { phone: OLGAS_NEW_PHONE });
  await a.edit('products', product.id, { price: ourPrice });
  await a.delete('tasks', OLD_TASK);
  narrator.say(`Phone A adds a contact (${NEW_CUSTOMER}) with a deal and a task.`);
  narrator.say(`Phone A changes Olga Weber's phone number, and deletes a task.`);
  narrator.say(`Phone A sets the price of "${product.name}" from ${product.price} to ${ourPrice}.`);
  await requireNoNetwork(a);
  narrator.say('Phone A tries to sync: no network. Nothing is lost, its 6 changes wait.');

  await office.editContact(OLGA, { company: OLGAS_NEW_COMPANY });
  narrator.say(`Meanwhile the office changes Olga Weber's company.`);
  stage.shop.world.patchProduct(Number(product.externalId), { price: shopPrice });
  narrator.say(`Meanwhile the shop sets that price to ${shopPrice}.`);
  return { ...made, productId: product.id, productName: product.name, ourPrice, shopPrice };
}

/** Phone A has a network again: it pulls, then pushes. */
export async function comeBack(narrator: Narrator, { a }: Phones): Promise<void> {
  narrator.chapter('Phone A comes back');
  a.goOnline();
  const { ms, pushed } = await a.sync();
  narrator.say(
    `It pulls, and pushes ${counted(pushed.length, 'change')} (${took(ms)}): ${describe(pushed)}.`,
  );
  const refused = pushed.find(({ status }) => status === 'rejected');
  expectThat(
    refused === undefined,
    `The server rejected a change of ${refused?.table ?? ''} (${refused?.code ?? ''}).`,
  );
  expectThat(pushed.length === 6, `Phone A pushed ${pushed.length} changes instead of 6.`);
}

/** Phone B pulls, and must hold exactly what phone A, the office and nobody else changed. */
export async function receive(narrator: Narrator, { b }: Phones, edits: OfflineEdits): Promise<void> {
  narrator.chapter('Phone B receives it');
  const { ms, pushed } = await b.sync();
  expectThat(pushed.length === 0, 'Phone B pushed something although nobody edited it.');
  narrator.say(`It pulls (${took(ms)}).`);
  const contact = await found(b, 'contacts', edits.contactId);
  const deal = await found(b, 'deals', edits.dealId);
  const task = await found(b, 'tasks', edits.taskId);
  expectThat(
    contact.name === NEW_CUSTOMER && deal.amount === DEAL_AMOUNT,
    'The new contact or deal arrived wrong.',
  );
  expectThat(task.relatedEntityId === edits.dealId, 'The new task does not belong to the new deal.');
  narrator.say(`${NEW_CUSTOMER} is there, with the deal over ${DEAL_AMOUNT} EUR and its task.`);
  const olga = await found(b, 'contacts', OLGA);
  expectThat(
    olga.phone === OLGAS_NEW_PHONE && olga.company === OLGAS_NEW_COMPANY,
    "One of the two edits of Olga Weber's record was lost.",
  );
  narrator.say(`Olga Weber has the phone's number and the office's company: both edits are kept.`);
  const product = await found(b, 'products', edits.productId);
  expectThat(
    product.price === edits.ourPrice,
    `The price is ${String(product.price)} instead of ${edits.ourPrice}.`,
  );
  narrator.say(`"${edits.productName}" costs ${edits.ourPrice}.`);
  expectThat((await b.find('tasks', OLD_TASK)) === null, 'The deleted task is still there.');
  narrator.say('The deleted task is gone.');
}

async function addCustomer(phone: Phone): Promise<{ contactId: string; dealId: string; taskId: string }> {
  const contactId = await phone.create('contacts', {
    name: NEW_CUSTOMER,
    phone: '+1 202 555 0144',
    company: 'Calder Pharmacy',
    status: 'active',
  });
  const dealId = await phone.create('deals', {
    title: 'First order of the pharmacy',
    contactId,
    amount: DEAL_AMOUNT,
    currency: 'EUR',
    stage: 'new',
  });
  const taskId = await phone.create('tasks', {
    title: 'Bring samples',
    relatedEntityType: 'deal',
    relatedEntityId: dealId,
    status: 'pending',
  });
  return { contactId, dealId, taskId };
}

interface PricedProduct {
  readonly id: string;
  readonly externalId: string;
  readonly name: string;
  readonly price: string;
}

/** Any product does; the first by name is the same one in every demo. */
async function chooseProduct(phone: Phone): Promise<PricedProduct> {
  const names = (row: Fields): string => `${String(row.name)} ${String(row.id)}`;
  const [product] = (await phone.list('products'))
    .filter((row) => row.deletedAt === null && row.externalId !== null)
    .sort((one, other) => (names(one) < names(other) ? -1 : 1));
  if (product === undefined) {
    throw new DemoFailure('Phone A holds no product.');
  }
  return product as unknown as PricedProduct;
}

async function requireNoNetwork(phone: Phone): Promise<void> {
  const wasRefused = await phone.sync().then(
    () => false,
    () => true,
  );
  expectThat(wasRefused, 'Phone A could sync although its network is cut.');
}

async function found(phone: Phone, table: string, id: string): Promise<Fields> {
  const record = await phone.find(table, id);
  if (record === null) {
    throw new DemoFailure(`Phone B misses a record of ${table}.`);
  }
  return record;
}

/** How many changes met which end, e.g. `5 applied, 1 merged`. */
function describe(results: readonly PushResult[]): string {
  const counts = new Map<string, number>();
  for (const { status } of results) {
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return [...counts].map(([status, count]) => `${count} ${status}`).join(', ');
}
