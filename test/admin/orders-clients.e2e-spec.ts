import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chromiumMissing } from './support/chromium.js';
import { seriousFindings } from './support/panel-browser.js';
import { detail, expectGoodPage, exportedCsv, release } from './support/panel-steps.js';
import { PanelWorld, screenshot } from './support/panel-world.js';

const SCRIPT = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
const FORMULA = '=HYPERLINK("https://evil.test","x")';
const HARMLESS = `"'=HYPERLINK(""https://evil.test"",""x"")"`;

const missing = chromiumMissing();
const describeInBrowser = missing === null ? describe : describe.skip;

describeInBrowser(`orders and clients${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let world: PanelWorld;
  /** The shop's number of an order whose customer and city are hostile. */
  let hostileOrder: number;
  let clientUid: string;

  beforeAll(async () => {
    world = await PanelWorld.start({ vendors: ['exness'], orders: 30 });
    await world.import('strattera-products');
    const orders = world.shop.world.listOrders();
    hostileOrder = orders.at(-1)!.id;
    world.shop.world.patchOrder(hostileOrder, { user: { full_name: FORMULA, city: SCRIPT } });
    clientUid = world.exness.world.listClientUuids()[0]!;
    const [account] = world.exness.world.listAccountsOf(clientUid);
    world.exness.world.patchAccount(account!, { comment: SCRIPT, client_account_type: FORMULA });
    world.exness.world.patchClient(clientUid, { client_country: FORMULA });
    await Promise.all([world.import('strattera-orders'), world.import('exness')]);
  }, 180_000);
  afterAll(() => world.close());

  /** Our id of the record that a source knows under this id. */
  async function idOf(resource: string, externalId: string): Promise<string> {
    const answer = await world.asAdmin('GET', `/api/${resource}?search=${externalId}&limit=200`);
    const { data } = (await answer.json()) as { data: { id: string; externalId: string }[] };
    return data.find((record) => record.externalId === externalId)!.id;
  }

  it('D1 finds orders by status, day and customer, sorts and pages them', async () => {
    const { page, complaints } = await world.openAsAdmin('/orders');
    await page.getByRole('row').nth(5).waitFor();
    await screenshot(page, 'orders');
    expect(await seriousFindings(page)).toEqual([]);

    await page.getByRole('combobox', { name: 'Status' }).click();
    await page.getByRole('option', { name: 'Shipped' }).click();
    await page.waitForURL(/shipped/);
    const { pagination } = (await (
      await world.asAdmin('GET', '/api/orders?status=shipped&limit=1')
    ).json()) as { pagination: { total: number } };
    await page.getByText(new RegExp(`of ${pagination.total}$`)).waitFor();
    const chips = await page.locator('tbody .MuiChip-label').allInnerTexts();
    expect(new Set(chips)).toEqual(new Set(['Shipped']));

    await page.goto('/admin/orders?filter={"dateFrom":"2001-01-01","dateTo":"2001-01-31"}');
    await page.getByText('No Orders found').waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('O7 sets a status and a phone number; imports leave them alone; releases the status', async () => {
    const order = world.shop.world.listOrders().find(({ status }) => status === 'processing')!;
    const id = await idOf('orders', String(order.id));
    const { page, complaints } = await world.openAsAdmin(`/orders/${id}/show`);
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByRole('combobox', { name: 'Status' }).click();
    await page.getByRole('option', { name: 'Cancelled' }).click();
    await page.locator('input[name=customerPhone]').fill('+7 900 000-00-01');
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL('**/show');
    await page.getByRole('button', { name: 'Status: Set by hand' }).waitFor();
    expect(await detail(page, 'Status')).toBe('Cancelled');
    expect(await page.getByRole('link', { name: '+7 900 000-00-01' }).getAttribute('href')).toBe(
      'tel:+79000000001',
    );

    await page.goto('/admin/orders');
    await page.getByRole('cell', { name: 'Status: Set by hand' }).waitFor();
    await page.goto(`/admin/orders/${id}/show`);

    world.shop.world.moveOrder(order.id, 'shipped');
    await world.import('strattera-orders');
    await page.reload();
    await page.getByRole('button', { name: 'Status: Set by hand' }).waitFor();
    expect(await detail(page, 'Status')).toBe('Cancelled');
    await screenshot(page, 'order');
    await release(page, 'Status', 'Shipped');
    expect(await detail(page, 'Status')).toBe('Shipped');

    // A status alone goes by its own route.
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByRole('combobox', { name: 'Status' }).click();
    await page.getByRole('option', { name: 'Refunded' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL('**/show');
    expect(await detail(page, 'Status')).toBe('Refunded');
    await page.getByRole('tab', { name: 'History' }).click();
    await page
      .getByRole('cell', { name: /Status/ })
      .first()
      .waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('D1 shows what an order consists of, down to its total', async () => {
    const order = world.shop.world
      .listOrders()
      .find(({ bonus, order_items: items }) => bonus > 0 && items.length > 1)!;
    const id = await idOf('orders', String(order.id));
    const { total } = (await (await world.asAdmin('GET', `/api/orders/${id}`)).json()) as { total: string };
    const { page } = await world.openAsAdmin(`/orders/${id}/show`);
    const items = page.getByRole('table', { name: 'Items' });
    await items.waitFor();
    expect(await items.locator('tbody tr').count()).toBe(order.order_items.length);
    const shown = (await items.getByRole('row').last().innerText()).replace(/[^\d.]/g, '');
    expect(shown).toBe(total);
    const [sum, delivery, bonus] = (await items.locator('tfoot td:last-child').allInnerTexts()).map((text) =>
      Number(text.replace(/[^\d.-]/g, '')),
    );
    expect(sum! + delivery! + bonus!).toBeCloseTo(Number(total), 2);
    await page.context().close();
  });

  it('shows the hostile text of a shop as text, and exports it harmless', async () => {
    const { page, complaints } = await world.openAsAdmin('/orders');
    await page.getByRole('cell', { name: FORMULA }).first().waitFor();
    expect(await exportedCsv(page)).toContain(HARMLESS);
    await page.goto(`/admin/orders/${await idOf('orders', String(hostileOrder))}/show`);
    await page.locator('dd', { hasText: SCRIPT }).first().waitFor();
    expect(await detail(page, 'Customer')).toBe(FORMULA);
    expect(await page.title()).not.toMatch(/^[12]$/);
    expect(await page.locator('img[src=x]').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('D1 shows a client with its accounts and what they add up to', async () => {
    const uid = world.exness.world
      .listClientUuids()
      .find((uuid) => uuid !== clientUid && world.exness.world.listAccountsOf(uuid).length > 1)!;
    const id = await idOf('clients', uid.slice(0, 8));
    const gone = world.exness.world.listAccountsOf(uid)[0]!;
    world.exness.world.removeAccount(gone);
    await world.import('exness');
    const { page, complaints } = await world.openAsAdmin('/clients');
    await page
      .getByRole('region', { name: 'All clients' })
      .getByText('clients', { exact: false })
      .first()
      .waitFor();
    await page.getByRole('row').nth(3).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await screenshot(page, 'clients');

    await page.goto(`/admin/clients/${id}/show`);
    const accounts = page.getByRole('table', { name: 'Trading accounts' });
    await accounts
      .getByRole('row', { name: new RegExp(gone) })
      .getByText(/^Missing since/)
      .waitFor();
    await accounts.getByText('Together, without missing ones').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await screenshot(page, 'client');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('O7 corrects a hostile country, keeps notes, and gives the country back', async () => {
    const id = await idOf('clients', clientUid.slice(0, 8));
    const { page, complaints } = await world.openAsAdmin(`/clients/${id}/show`);
    await page.getByRole('cell', { name: SCRIPT }).waitFor();
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.locator('input[name=country]').fill('TH');
    await page.locator('textarea[name=notes]').fill('Call back in July');
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL('**/show');
    await world.import('exness');
    await page.reload();
    await page.getByRole('button', { name: 'Country: Set by hand' }).waitFor();
    expect(await detail(page, 'Country')).toBe('TH');
    await release(page, 'Country', FORMULA);
    expect(await detail(page, 'Country')).toBe(FORMULA);
    expect(await detail(page, 'Notes')).toBe('Call back in July');

    await page.goto('/admin/clients');
    await page.getByRole('cell', { name: FORMULA }).waitFor();
    expect(await exportedCsv(page)).toContain(HARMLESS);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('works on a phone in the dark', async () => {
    const { page, complaints } = await world.openAsAdmin('/', { width: 390, height: 844, isDark: true });
    const order = await idOf('orders', String(hostileOrder));
    const client = await idOf('clients', clientUid.slice(0, 8));
    for (const path of [
      '/orders',
      `/orders/${order}/show`,
      `/orders/${order}`,
      '/clients',
      `/clients/${client}/show`,
      `/clients/${client}`,
    ]) {
      await page.goto(`/admin${path}`);
      await page.locator('#main-content').getByText(/./).first().waitFor();
      await page.locator('.RaLoading-container, .MuiSkeleton-root').first().waitFor({ state: 'detached' });
      await expectGoodPage(page);
    }
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
