import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { chromiumMissing } from './support/chromium.js';
import { seriousFindings } from './support/panel-browser.js';
import { PanelWorld, screenshot } from './support/panel-world.js';

const SCRIPT = '<img src=x onerror="document.title=1">';
const FORMULA = '=HYPERLINK("https://evil.test","x")';
const OVERFLOW = 'document.documentElement.scrollWidth - window.innerWidth';

interface Entry {
  readonly id: string;
  readonly externalId: string | null;
  readonly state: string;
}

const missing = chromiumMissing();
const describeInBrowser = missing === null ? describe : describe.skip;

describeInBrowser(`the quarantine in a browser${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let world: PanelWorld;
  let bad: number[];

  beforeAll(async () => {
    world = await PanelWorld.start();
    const shop = world.shop.world;
    const sold = shop.listProducts().filter(({ price }) => Number(price) > 0);
    bad = sold.slice(0, 4).map(({ id }) => id);
    shop.patchProduct(bad[0]!, { stock_quantity: 'none' as never });
    shop.patchProduct(bad[1]!, { price: '-5.00', brand: FORMULA });
    shop.patchProduct(bad[2]!, { price: '-7.00', name: SCRIPT });
    shop.patchProduct(bad[3]!, { name: '', description: 'call +7 900 000-00-01' });
    await world.import('strattera-products');
  }, 180_000);
  afterAll(() => world.close());

  const entries = async (query = ''): Promise<readonly Entry[]> => {
    const answer = await world.asAdmin('GET', `/api/quarantine?limit=200&${query}`);
    return ((await answer.json()) as { data: Entry[] }).data;
  };
  const entryOf = async (externalId: number): Promise<Entry> =>
    (await entries()).find((entry) => entry.externalId === String(externalId))!;
  const reasons = (page: Page) => page.getByRole('list', { name: 'Reasons' }).getByRole('listitem');

  it('D2 shows what is wrong by its reason, and leads to the entries and to an example', async () => {
    const { page, complaints } = await world.openAsAdmin('/quarantine');
    await reasons(page).first().waitFor();
    expect(await reasons(page).count()).toBe(3);
    const prices = reasons(page).filter({ hasText: 'price: below 0' });
    await prices.getByText('Strattera products').waitFor();
    expect(await prices.innerText()).toMatch(/2 entries[\s\S]*The record is not as agreed/);
    expect(await seriousFindings(page)).toEqual([]);
    await screenshot(page, 'quarantine');

    await prices.getByRole('link', { name: 'Show entries' }).click();
    await page.waitForURL(/filter=/);
    await page.getByRole('row').filter({ hasText: 'price: below 0' }).nth(1).waitFor();
    expect(await page.locator('tbody tr').count()).toBe(2);
    expect(await seriousFindings(page)).toEqual([]);
    await screenshot(page, 'quarantine-entries');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('D2 retries a failed record, once the vendor’s word and the payload agree again', async () => {
    const entry = await entryOf(bad[0]!);
    const { page, complaints } = await world.openAsAdmin(`/quarantine/${entry.id}/show`);
    await page.getByRole('button', { name: 'Retry as it is' }).click();
    await page.getByText('It is still bad.').waitFor();
    // The shop has put its record right, and sends it again: the entry closes by itself.
    world.shop.world.patchProduct(bad[0]!, { stock_quantity: 12 });
    await world.import('strattera-products');
    await page.reload();
    await page.getByText('Resolved', { exact: true }).waitFor();
    expect((await entryOf(bad[0]!)).state).toBe('resolved');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('D2 corrects a payload: the new problem is shown beside, then the record is stored and linked', async () => {
    const entry = await entryOf(bad[2]!);
    const { page, complaints } = await world.openAsAdmin(`/quarantine/${entry.id}/show`);
    const price = page.getByRole('textbox', { name: 'price', exact: true });
    expect(await price.inputValue()).toBe('-7.00');
    expect(await page.getByRole('textbox', { name: 'name', exact: true }).inputValue()).toBe(SCRIPT);
    expect(await page.locator('img[src=x]').count()).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
    await screenshot(page, 'quarantine-entry');
    await price.fill('not a price');
    await page.getByRole('button', { name: 'Apply correction' }).click();
    await page.getByRole('alert').filter({ hasText: 'It is still bad.' }).waitFor();
    expect(await price.inputValue()).toBe('not a price');
    await price.fill('7.50');
    await page.getByRole('button', { name: 'Apply correction' }).click();
    await page.getByText('Stored on', { exact: false }).waitFor();

    await page
      .getByRole('link', { name: `Product ${bad[2]!}` })
      .first()
      .click();
    await page.waitForURL(/\/products\/.+\/show/);
    await page.getByText('7.50').first().waitFor();
    expect(await page.locator('img[src=x]').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('D2 S3 corrects a rejected push as JSON, and it is applied', async () => {
    const answer = await world.asAdmin('GET', '/api/products?limit=1');
    const [product] = ((await answer.json()) as { data: { id: string }[] }).data;
    await world.asAdmin('POST', '/api/sync/outgoing', {
      lastPulledAt: null,
      changes: [
        {
          entityType: 'product',
          entityId: product!.id,
          operation: 'UPDATE',
          payload: { stockQuantity: -1 },
        },
      ],
    });
    const { page, complaints } = await world.openAsAdmin('/quarantine', { isDark: true });
    const push = reasons(page).filter({ hasText: 'A value is not allowed' });
    await push.getByRole('link', { name: /-/ }).click();
    await page.getByRole('button', { name: 'JSON text' }).click();
    const editor = page.getByRole('textbox', { name: 'JSON text' });
    // By its name: the id of the record may have a -1 in it, too.
    const good = (await editor.inputValue()).replace('"stockQuantity": -1', '"stockQuantity": 31');
    await editor.fill(`${good},`);
    await page.getByText('This is not JSON', { exact: false }).waitFor();
    expect(await page.getByRole('button', { name: 'Apply correction' }).isDisabled()).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
    await editor.fill(good);
    await page.getByRole('button', { name: 'Apply correction' }).click();
    await page.getByText('Stored on', { exact: false }).waitFor();
    const now = await world.asAdmin('GET', `/api/products/${product!.id}`);
    expect(await now.json()).toMatchObject({ stockQuantity: 31 });
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('keeps a hidden value that a correction leaves alone', async () => {
    const entry = await entryOf(bad[3]!);
    const { page, complaints } = await world.openAsAdmin(`/quarantine/${entry.id}/show`);
    const description = page.getByRole('textbox', { name: 'description', exact: true });
    expect(await description.inputValue()).toBe('[hidden]');
    await page.getByRole('textbox', { name: 'name', exact: true }).fill('A name');
    await page.getByRole('button', { name: 'Apply correction' }).click();
    await page.getByText('Stored on', { exact: false }).waitFor();
    const found = await world.asAdmin('GET', '/api/products?search=A%20name');
    const [product] = ((await found.json()) as { data: { id: string }[] }).data;
    const now = await world.asAdmin('GET', `/api/products/${product!.id}`);
    expect(await now.json()).toMatchObject({ description: 'call +7 900 000-00-01' });
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('D3 exports entries harmless', async () => {
    const { page, complaints } = await world.openAsAdmin(
      '/quarantine?filter={"source":"strattera-products"}',
    );
    await page.getByRole('row').filter({ hasText: 'price: below 0' }).waitFor();
    const entry = await entryOf(bad[1]!);
    const url = `/api/quarantine/${entry.id}`;
    await world.asAdmin('PATCH', url, { payload: { id: FORMULA, name: 'x', price: '-1', brand: FORMULA } });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export' }).click(),
    ]);
    const csv = await readFile(await download.path(), 'utf8');
    const [, row = ''] = csv.split('\r\n');
    expect(csv).toContain('"What is wrong"');
    expect(row).toContain('"strattera-products"');
    expect(csv).not.toMatch(/(?:^|,)"[=+@]/m);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('D2 ignores all of a reason, with progress, and selected entries can be retried after all', async () => {
    const nobodys = Array.from({ length: 70 }, (_, index) => ({
      entityType: 'product',
      entityId: `7d0a1b52-2f6e-4c1c-9a55-${String(index).padStart(12, '0')}`,
      operation: 'UPDATE',
      payload: { stockQuantity: -2 },
    }));
    await world.asAdmin('POST', '/api/sync/outgoing', { lastPulledAt: null, changes: nobodys });
    const { page, complaints } = await world.openAsAdmin('/quarantine');
    const card = reasons(page).filter({ hasText: '70 entries' });
    await card.getByRole('button', { name: 'Ignore all' }).click();
    const dialog = page.getByRole('dialog', { name: 'Ignore 70 entries?' });
    await dialog.getByRole('button', { name: 'Ignore', exact: true }).click();
    await dialog.getByText('70 ignored, 0 could not be.').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await screenshot(page, 'quarantine-batch');
    await dialog.getByRole('button', { name: 'Close' }).click();
    await card.waitFor({ state: 'detached' });

    await page.goto('/admin/quarantine?filter={"state":"ignored"}');
    await page.getByRole('checkbox', { name: 'Select this row' }).first().check();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Retry selected' }).click();
    const retry = page.getByRole('dialog', { name: 'Retry 1 entry?' });
    await retry.getByRole('button', { name: 'Retry', exact: true }).click();
    await retry.getByText('0 stored, 1 still bad.').waitFor();
    await retry.getByText('The first that stayed bad:', { exact: false }).waitFor();
    await retry.getByRole('button', { name: 'Close' }).click();
    await page.getByText('of 69').waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('D3 works on a phone, in the dark', async () => {
    const { page, complaints } = await world.openAsAdmin('/quarantine', {
      width: 390,
      height: 844,
      isDark: true,
    });
    const [entry] = await entries('state=open');
    await reasons(page).first().waitFor();
    await screenshot(page, 'quarantine-phone');
    for (const path of ['', '?filter={"state":"open"}', `/${entry!.id}/show`]) {
      await page.goto(`/admin/quarantine${path}`);
      await page
        .getByRole('tab')
        .or(page.getByRole('heading', { level: 1 }))
        .first()
        .waitFor();
      await page.locator('#main-content').getByText(/\w/).nth(3).waitFor();
      expect([path, await page.evaluate<number>(OVERFLOW)]).toEqual([path, 0]);
      expect([path, await seriousFindings(page)]).toEqual([path, []]);
    }
    await screenshot(page, 'quarantine-entry-phone');
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
