import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getQueueToken } from '@nestjs/bull';
import type { Page } from 'playwright-core';
import { SOURCE_RUNS } from '../../src/flow/external-source/external-source.public.js';
import { JobError, type JobQueue } from '../../src/flow/jobs/jobs.public.js';
import { OutgoingDesk } from '../../src/flow/outgoing/outgoing.public.js';
import { chromiumMissing } from './support/chromium.js';
import { failOnServer, seriousFindings } from './support/panel-browser.js';
import { PanelWorld, screenshot } from './support/panel-world.js';

const SCRIPT = '<img src=x onerror="document.title=1">';
const OVERFLOW = 'document.documentElement.scrollWidth - window.innerWidth';

const missing = chromiumMissing();
const describeInBrowser = missing === null ? describe : describe.skip;

describeInBrowser(`the page of the jobs${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let world: PanelWorld;
  let queue: JobQueue;

  beforeAll(async () => {
    // Nothing takes jobs here but the test.
    world = await PanelWorld.start({ environment: { ROLE: 'api' } });
    queue = world.app.app.get<JobQueue>(getQueueToken(SOURCE_RUNS));
    queue.process(() => Promise.reject(new JobError(`temporary: ${SCRIPT}`, { isFinal: true })));
    for (const runId of ['first', SCRIPT]) {
      await queue.add({ runId });
      await queue.workOnce();
    }
    await queue.add({ runId: 'waiting' });
  }, 180_000);
  afterAll(() => world.close());

  it('D2 an outgoing queue that cannot be read does not look empty', async () => {
    const { page } = await world.openAsAdmin('/queue');
    await failOnServer(page, '**/api/outgoing?**');
    await page.goto('/admin/outgoing');
    const again = page.getByRole('alert').getByRole('button', { name: 'Try again' });
    await again.waitFor();
    expect(await page.getByRole('table').count()).toBe(0);

    await page.unroute('**/api/outgoing?**');
    await again.click();
    await again.waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('D2 W8 shows a failed job with its payload, and retries it', async () => {
    const { page, complaints } = await world.openAsAdmin('/queue');
    const jobs = page.getByRole('list', { name: 'Jobs' }).getByRole('listitem');
    await jobs.first().waitFor();
    expect(await page.getByRole('tab').allInnerTexts()).toEqual([
      expect.stringMatching(/Waiting\s*1/),
      expect.stringMatching(/Running\s*0/),
      expect.stringMatching(/Failed\s*2/),
      expect.stringMatching(/Done\s*0/),
    ]);
    await jobs.first().getByRole('button', { name: 'Show payload' }).click();
    await jobs.first().getByText('onerror', { exact: false }).last().waitFor();
    expect(await page.locator('img[src=x]').count()).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
    await screenshot(page, 'jobs');

    await jobs.nth(1).getByRole('button', { name: 'Retry' }).click();
    await page.getByText('The job gets one more attempt.').waitFor();
    queue.process(() => Promise.resolve());
    await page.getByRole('tab', { name: /Waiting\s*2/ }).waitFor();
    expect([await queue.workOnce(), await queue.workOnce()]).toEqual([true, true]);
    await page.getByRole('tab', { name: /Done\s*2/ }).click();
    await jobs.nth(1).waitFor();

    await page.getByRole('tab', { name: /Failed\s*1/ }).click();
    await page.getByRole('button', { name: 'Retry all failed' }).click();
    await page.getByRole('dialog').getByText('Retry 1 failed job?').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Retry all failed' }).click();
    await page.getByText('1 job gets one more attempt.').waitFor();
    await page.getByText('Nothing has failed.').waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('D2 pauses a queue after asking, and lets it go on', async () => {
    const { page, complaints } = await world.openAsAdmin('/queue?state=pending', { isDark: true });
    const card = page.getByRole('region', { name: 'source-runs' });
    await card.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
    await card.getByText('Paused').waitFor();
    expect(await queue.isPaused()).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
    await card.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click();
    await card.getByText('Working', { exact: true }).waitFor();
    expect(await queue.isPaused()).toBe(false);
    expect(complaints).toEqual([]);

    // Without Redis there is no board: said, and the browser's own word for the 404 is no fault of the page.
    await page.getByRole('button', { name: 'Open the job board' }).click();
    await page.getByText('There is no board here', { exact: false }).waitFor();
    expect(page.context().pages()).toHaveLength(1);
    await page.context().close();
  });

  it('D3 works on a phone', async () => {
    const { page, complaints } = await world.openAsAdmin('/queue', { width: 390, height: 844 });
    await page.getByRole('heading', { name: 'Background jobs', level: 1 }).waitFor();
    await page.getByRole('tab', { name: /Failed/ }).waitFor();
    await screenshot(page, 'jobs-phone');
    expect(await page.evaluate<number>(OVERFLOW)).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

describeInBrowser(`the outgoing changes${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let world: PanelWorld;
  let products: { readonly id: string; readonly externalId: string; readonly stockQuantity: number }[];

  beforeAll(async () => {
    world = await PanelWorld.start({ environment: { STRATTERA_WRITE_BACK: 'true' } });
    await world.import('strattera-products');
    const answer = await world.asAdmin('GET', '/api/products?limit=4');
    products = ((await answer.json()) as { data: typeof products }).data;
  }, 180_000);
  afterAll(() => world.close());

  const setStock = async (index: number, stockQuantity: number): Promise<void> => {
    const url = `/api/products/${products[index]!.id}/stock`;
    expect((await world.asAdmin('PUT', url, { stockQuantity })).status).toBe(200);
  };
  const deliver = async (): Promise<void> => {
    await world.app.app.get(OutgoingDesk, { strict: false }).deliverDue();
  };
  const stockAtShop = (index: number): number =>
    world.shop.world.getProduct(Number(products[index]!.externalId)).stock_quantity;
  const rows = (page: Page) => page.locator('tbody tr');

  it('D2 discards a dead letter: the vendor keeps its value, ours stays as an override', async () => {
    const before = stockAtShop(0);
    world.shop.faults.add({ match: { method: 'PUT' }, status: 400, times: 2 });
    await setStock(0, 901);
    await deliver();
    await setStock(1, 902);
    await deliver();
    const { page, complaints } = await world.openAsAdmin('/outgoing');
    await page.getByRole('tab', { name: /Given up\s*2/ }).click();
    await rows(page)
      .filter({ hasText: 'In stock: 901' })
      .getByText('The vendor refuses the value.')
      .waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await screenshot(page, 'outgoing');

    await rows(page).filter({ hasText: 'In stock: 901' }).getByText('Given up').click();
    await page.getByText('It is not tried again by itself', { exact: false }).waitFor();
    await screenshot(page, 'outgoing-change');
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Discard' }).click();
    const dialog = page.getByRole('dialog', { name: 'Discard this change?' });
    await dialog.getByText('stays as an override', { exact: false }).waitFor();
    await dialog.getByRole('button', { name: 'Discard' }).click();
    await page.getByText('It is not delivered.').waitFor();
    expect(await page.getByRole('button', { name: 'Retry' }).count()).toBe(0);
    expect(stockAtShop(0)).toBe(before);

    await page
      .getByRole('link', { name: /^Product/ })
      .first()
      .click();
    await page.getByRole('button', { name: 'In stock: Set by hand' }).waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('D2 retries all that was given up, once the vendor takes it', async () => {
    const { page, complaints } = await world.openAsAdmin('/outgoing', { isDark: true });
    await page.getByRole('button', { name: 'Retry all given up' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Retry all given up' }).click();
    await page.getByText('1 change is queued again.').waitFor();
    await deliver();
    await page.getByRole('tab', { name: /Delivered\s*1/ }).click();
    await rows(page).filter({ hasText: 'In stock: 902' }).waitFor();
    expect(stockAtShop(1)).toBe(902);
    expect(await seriousFindings(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('D2 shows both values of a conflict and which was kept', async () => {
    world.shop.world.patchProduct(Number(products[3]!.externalId), { stock_quantity: 77 });
    await setStock(3, 904);
    await deliver();
    const { page, complaints } = await world.openAsAdmin('/outgoing');
    await rows(page).filter({ hasText: 'In stock: 904' }).getByText('Delivered').click();
    const row = page.getByRole('region', { name: 'Values sent' }).getByRole('row').last();
    await row.getByRole('cell', { name: '77' }).waitFor();
    expect(await row.innerText()).toMatch(/In stock\s+904\s+77\s+Ours/);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('D2 sends our value to a vendor that has another one when somebody says so', async () => {
    world.shop.faults.add({ match: { method: 'PUT' }, status: 409, times: 1 });
    await setStock(2, 903);
    await deliver();
    const { page, complaints } = await world.openAsAdmin('/outgoing', { width: 390, height: 844 });
    expect(await page.evaluate<number>(OVERFLOW)).toBe(0);
    await page.getByText('In stock: 903').click();
    await page.getByText('Decide which one stays', { exact: false }).waitFor();
    expect(await page.evaluate<number>(OVERFLOW)).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
    await screenshot(page, 'outgoing-conflict-phone');
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByRole('dialog').getByText('replaces the one at the vendor', { exact: false }).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Retry' }).click();
    await page.getByText('It is queued again.').waitFor();
    await deliver();
    await page.getByText('The vendor has the value.').waitFor();
    expect(stockAtShop(2)).toBe(903);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
