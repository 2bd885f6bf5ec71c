import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { Database } from '../../src/database/database.js';
import { chromiumMissing } from './support/chromium.js';
import { type PanelPage, seriousFindings } from './support/panel-browser.js';
import { PanelWorld, screenshot, signIn } from './support/panel-world.js';

const OVERFLOW = 'document.documentElement.scrollWidth - window.innerWidth';
const FOCUSED = 'document.activeElement?.getAttribute("aria-label")';

const missing = chromiumMissing();
const describeInBrowser = missing === null ? describe : describe.skip;

describeInBrowser(`the sync page${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let world: PanelWorld;
  let admin: PanelPage;

  beforeAll(async () => {
    world = await PanelWorld.start({ vendors: ['wispro', 'altegio'], orders: 60 });
    await rememberRuns(world.app.app.get(Database));
    await world.import('strattera-products');
    await world.import('strattera-orders');
    for (const source of ['strattera-orders', 'strattera-products', 'wispro', 'altegio']) {
      await world.asAdmin('POST', `/api/sources/${source}/resume`);
    }
    admin = await world.openAsAdmin();
  }, 180_000);
  afterAll(() => world.close());
  /** What one test has begun is nothing to the next. */
  afterEach(async () => {
    world.wispro.faults.clear();
    world.shop.faults.clear();
    const source = await world.asAdmin('GET', '/api/sources/wispro');
    const { liveRunId } = (await source.json()) as { liveRunId: string | null };
    if (liveRunId !== null) {
      await world.asAdmin('POST', `/api/runs/${liveRunId}/cancel`);
    }
  });

  /** The sources on the admin's page, which is signed in once for all tests. */
  const visit = async (): Promise<PanelPage> => {
    await admin.page.goto('/admin/sources');
    admin.complaints.length = 0;
    return admin;
  };
  const card = (page: Page, title: string): Locator => page.getByRole('article', { name: title });
  const fillRun = async ({ page }: PanelPage, source: string): Promise<Locator> => {
    await card(page, source)
      .getByRole('button', { name: `Run now: ${source}` })
      .click();
    return page.getByRole('dialog', { name: `Run ${source}` });
  };
  /** Twelve pages, each of which takes its time. */
  const startSlowly = async (opened: PanelPage, delayMs = 150): Promise<void> => {
    world.wispro.faults.add({ delayMs });
    const dialog = await fillRun(opened, 'Wispro subscribers');
    await dialog.getByRole('button', { name: 'More settings' }).click();
    await dialog.getByRole('textbox', { name: /Records a page/ }).fill('5');
    await dialog.getByRole('button', { name: 'Start' }).click();
  };
  const storedUsers = async (): Promise<number> => {
    const [row] = await world.app.app
      .get(Database)
      .query<{ stored: number }>('SELECT count(*)::int AS stored FROM users WHERE external_id IS NOT NULL');
    return row!.stored;
  };

  it('D2 dry-runs Wispro, shows what would be created, and stores nothing', async () => {
    const opened = await visit();
    const { page, complaints } = opened;
    const dialog = await fillRun(opened, 'Wispro subscribers');
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.getByRole('checkbox', { name: /Dry run/ }).check();
    await dialog.getByRole('button', { name: 'Start' }).click();

    await page.waitForURL('**/sources/runs/*');
    await page.getByRole('heading', { name: /^5\d records would be created$/ }).waitFor();
    await page.getByText('hidden: personal').first().waitFor();
    await page.getByText('Started as a dry run: Everything').waitFor();
    expect(await storedUsers()).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
    await screenshot(page, 'dry-run');
    expect(complaints).toEqual([]);
  });

  it('D2 runs Wispro, watches the progress finish, and shows what became of it', async () => {
    const opened = await visit();
    const { page, complaints } = opened;
    const wispro = card(page, 'Wispro subscribers');
    await wispro.getByText('Never run').waitFor();
    await startSlowly(opened);

    const bar = wispro.getByRole('progressbar', { name: 'Progress of Wispro subscribers' });
    await bar.waitFor();
    await wispro.getByText(/Page \d+ · \d+ of 60 records/).waitFor();
    await wispro.getByText(/records\/s · about .+ left/).waitFor();
    await bar.waitFor({ state: 'detached' });
    // One of the invented people cannot be told from another.
    await wispro.getByText('Finished with errors').waitFor();
    expect(await storedUsers()).toBe(57);

    await wispro.getByRole('link', { name: /^Finished with errors, .* 60 records$/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Run of Wispro subscribers' }).waitFor();
    await page.getByText('Page 10 is stored: 50 records so far').waitFor();
    await page.getByText('Ended: Finished with errors, 60 records').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await screenshot(page, 'run');
    expect(complaints).toEqual([]);
  });

  it('S4 shows at a glance how every source is doing, live', async () => {
    world.wispro.faults.add({ delayMs: 700 });
    await world.asAdmin('POST', '/api/sources/wispro/run', { mode: 'full', pageSize: 5 });
    await admin.page.setViewportSize({ width: 1280, height: 1000 });
    const { page, complaints } = await visit();
    await card(page, 'Wispro subscribers')
      .getByText(/records\/s · about .+ left/)
      .waitFor();
    await screenshot(page, 'sources');
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('heading', { level: 1, name: /needs? attention/ }).waitFor();
    expect(complaints).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  it('leads to the run that is going on, and cancels it when that is confirmed', async () => {
    const opened = await visit();
    const { page } = opened;
    const before = await fillRun(opened, 'Wispro subscribers');
    world.wispro.faults.add({ delayMs: 300 });
    await world.asAdmin('POST', '/api/sources/wispro/run', { mode: 'full', pageSize: 2 });
    await before.getByRole('button', { name: 'Start' }).click();

    await page.waitForURL('**/sources/runs/*');
    await page.getByText('Wispro subscribers is being read already: here is that run.').waitFor();
    await page.getByText(/Page \d+ · \d+ of 60 records/).waitFor();
    await page.getByRole('button', { name: 'Cancel run' }).click();
    const dialog = page.getByRole('dialog', { name: 'Cancel the run of Wispro subscribers?' });
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Cancel the run' }).click();
    await page.getByRole('progressbar', { name: /Wispro/ }).waitFor({ state: 'detached' });
    await page.getByRole('log').getByText('Cancelled').waitFor();
    const run = await world.asAdmin('GET', `/api/runs/${page.url().split('/').at(-1)}`);
    expect(await run.json()).toMatchObject({ state: 'cancelled' });
  });

  it('opens the stream again when it breaks, and the progress goes on', async () => {
    const opened = await visit();
    const { page } = opened;
    let isCut = false;
    await page.route('**/api/runs/*/events', async (route) => {
      if (isCut) {
        await route.fallback();
      } else {
        isCut = true;
        await route.abort('connectionreset');
      }
    });
    await startSlowly(opened);

    const wispro = card(page, 'Wispro subscribers');
    await wispro.getByText(/Page \d+ · \d+ of 60 records/).waitFor();
    expect(isCut).toBe(true);
    await page.unroute('**/api/runs/*/events');
    await wispro.getByRole('progressbar').waitFor({ state: 'detached' });
  });

  it('pauses a source and lets it run by its schedule again', async () => {
    const { page, complaints } = await visit();
    const shop = card(page, 'Strattera orders');
    await shop.getByRole('button', { name: 'Pause: Strattera orders' }).click();
    await page.getByText(/Strattera orders is paused/).waitFor();
    await shop.getByText('not while it is paused').waitFor();
    await shop.getByText('Paused', { exact: true }).waitFor();
    await shop.getByRole('button', { name: 'Resume: Strattera orders' }).click();
    await shop.getByText('In step').waitFor();
    await shop.getByText(/in Europe\/Moscow/).waitFor();
    expect(complaints).toEqual([]);
  });

  it('E1 says why a run failed, on the source and on the run', async () => {
    world.shop.faults.add({ status: 401, body: { error: 'Unauthorized', contact: 'eva@example.test' } });
    const opened = await visit();
    const { page } = opened;
    const dialog = await fillRun(opened, 'Strattera products');
    await dialog.getByRole('button', { name: 'Start' }).click();

    const shop = card(page, 'Strattera products');
    await shop.getByText('Failed', { exact: true }).first().waitFor();
    await shop.getByText('The source refuses our credentials.').waitFor();
    await page.getByRole('heading', { level: 1, name: /needs? attention/ }).waitFor();
    await shop.getByRole('link', { name: 'To the run' }).click();
    await page.getByText('What the source answered').first().waitFor();
    const main = page.locator('#main-content');
    await main.getByText(/Ended: The source refuses our credentials/).waitFor();
    expect(await main.innerText()).not.toContain('eva@example.test');
    expect(await seriousFindings(page)).toEqual([]);
    await screenshot(page, 'run-failed');

    world.shop.faults.clear();
    await world.import('strattera-products');
  });

  it('W2 counts what is open, and tells why, on the source and on the run', async () => {
    const [product] = world.shop.world.listProducts();
    world.shop.faults.add({
      match: { path: '/products' },
      mutateRecords: [{ where: { id: product!.id }, set: { price: 'ten' } }],
    });
    await world.import('strattera-products');
    const { page } = await visit();
    const shop = card(page, 'Strattera products');

    const open = shop.getByRole('link', { name: 'One open error' });
    expect(decodeURIComponent((await open.getAttribute('href')) ?? '')).toContain(
      '/quarantine?filter={"source":"strattera-products"}',
    );
    await shop
      .getByRole('link', { name: /^Finished with errors/ })
      .last()
      .click();
    await page.getByText('One record could not be stored.').waitFor();
    await page.getByRole('link', { name: 'Look at them in the quarantine' }).waitFor();
    world.shop.faults.clear();
    await world.import('strattera-products');
  });

  it('D3 walks through the runs of a source with the arrow keys, one stop a source', async () => {
    const { page } = await visit();
    const strip = card(page, 'Strattera orders').getByRole('list', { name: 'Last runs of Strattera orders' });
    await strip.waitFor();
    expect(await strip.getByRole('link').count()).toBe(30);
    expect(await strip.locator('a[tabindex="0"]').count()).toBe(1);

    await strip.locator('a[tabindex="0"]').focus();
    const newest = await page.evaluate<string>(FOCUSED);
    await page.keyboard.press('ArrowLeft');
    const older = await page.evaluate<string>(FOCUSED);
    await page.keyboard.press('Home');
    const oldest = await page.evaluate<string>(FOCUSED);
    await page.keyboard.press('End');

    expect(new Set([newest, older, oldest]).size).toBe(3);
    expect(await page.evaluate<string>(FOCUSED)).toBe(newest);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/sources/runs/*');
  });

  it('lists all runs of a source, page by page', async () => {
    const { page, complaints } = await visit();
    await page.getByRole('link', { name: 'Strattera orders' }).click();
    await page.getByRole('heading', { level: 1, name: 'Runs of Strattera orders' }).waitFor();
    await page.getByRole('table').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await screenshot(page, 'runs');
    await page.getByRole('button', { name: 'Go to next page' }).click();
    await page.getByText(/26–/).waitFor();
    await page.getByRole('row').nth(1).getByRole('link').click();
    await page.getByRole('heading', { level: 1, name: 'Run of Strattera orders' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('D1 lets agents look, and do nothing', async () => {
    await world.asAdmin('POST', '/api/users', {
      ...{ name: 'Ivo Example', email: 'ivo@example.test', role: 'agent' },
      ...{ password: 'quiet yellow ships', mustChangePassword: false },
    });
    const { page, complaints } = await world.open();
    await page.goto('/admin/sources');
    await signIn(page, 'ivo@example.test', 'quiet yellow ships');
    await page.goto('/admin/sources');
    await card(page, 'Wispro subscribers').waitFor();
    await page.getByText(/These variables are not set: EXNESS_BASE_URL/).waitFor();
    expect(await page.getByRole('button', { name: /^(?:Run now|Pause|Resume|Cancel run)/ }).count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('D3 works on a phone, in the dark, in Russian', async () => {
    const phone = { width: 390, height: 844, isDark: true, locale: 'ru-RU' };
    const { page, complaints } = await world.openAsAdmin('/sources', phone);
    await page.getByRole('article').first().waitFor();
    expect(await page.evaluate<number>(OVERFLOW)).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
    await screenshot(page, 'sources-phone');
    await card(page, 'Strattera orders').getByRole('link', { name: 'Strattera orders' }).click();
    await page.waitForURL('**/runs');
    await page.locator('#main-content a[href*="/sources/runs/"]').first().click();
    await page.getByRole('log').waitFor();
    expect(await page.evaluate<number>(OVERFLOW)).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
    await screenshot(page, 'run-phone');
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

/** What a shop's sources look like after some hours: runs of all kinds, five minutes apart. */
async function rememberRuns(database: Database): Promise<void> {
  await database.query(`
    INSERT INTO source_run (source_key, mode, options, dry_run, trigger, schedule, state, counts, pages, started_at, finished_at)
    SELECT source.key, 'full', '{"mode": "full"}', false, 'schedule', 'every-five-minutes', made.state,
      jsonb_build_object('fetched', source.size, 'created', n % 4, 'updated', n % 7, 'unchanged', source.size - 9,
        'failed', CASE WHEN made.state = 'completed-with-errors' THEN 2 ELSE 0 END), 1, made.at,
      made.at + make_interval(secs => 2 + 4 * abs(sin(n * 1.7)) + CASE WHEN n % 13 = 5 THEN 5 ELSE 0 END)
    FROM (VALUES ('strattera-orders', 60, 36), ('strattera-products', 12, 34)) AS source (key, size, runs)
    CROSS JOIN LATERAL generate_series(1, source.runs) AS n
    CROSS JOIN LATERAL (
      SELECT now() - make_interval(mins => 5 * n) AS at, CASE
        WHEN n = 17 THEN 'failed' WHEN n = 9 THEN 'cancelled' WHEN n IN (21, 22) THEN 'completed-with-errors'
        ELSE 'succeeded' END AS state
    ) AS made`);
}
