import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page, Route } from 'playwright-core';
import { chromiumMissing } from './support/chromium.js';
import { seriousFindings } from './support/panel-browser.js';
import { PanelWorld, screenshot } from './support/panel-world.js';

/** What the browser itself says of calls that reach nobody: the one thing that may be on the console here. */
const NETWORK_ERROR = /net::ERR_(?:INTERNET_DISCONNECTED|FAILED|CONNECTION_\w+|NETWORK_CHANGED)/;
const SERVER = /\/(?:api|health)\//;

const missing = chromiumMissing();
const describeInBrowser = missing === null ? describe : describe.skip;

describeInBrowser(`the outbox in a browser${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let world: PanelWorld;

  beforeAll(async () => {
    world = await PanelWorld.start();
    await world.import('strattera-products');
  }, 180_000);
  afterAll(() => world.close());

  async function contact(fields: object): Promise<string> {
    const made = await world.asAdmin('POST', '/api/contacts', fields);
    return ((await made.json()) as { id: string }).id;
  }

  async function stored(path: string): Promise<Record<string, unknown>> {
    return (await (await world.asAdmin('GET', path)).json()) as Record<string, unknown>;
  }

  it('D3 keeps edits while offline, over a reload, and brings them when the connection is back', async () => {
    const id = await contact({ name: 'Ana Example', company: 'Old & Sons' });
    const { page, context, complaints } = await world.openAsAdmin(`/contacts/${id}`);
    await page.locator('input[name=company]').waitFor();
    await page.waitForLoadState('networkidle');

    await context.setOffline(true);
    await page.getByRole('status').getByText('No connection.').waitFor();
    await page.locator('input[name=company]').fill('New & Daughters');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL('**/show');
    expect(await detail(page, 'Company')).toBe('New & Daughters Not yet sent');
    await page.getByText('1 change waits to be sent.').waitFor();
    expect(await stored(`/api/contacts/${id}`)).toMatchObject({ company: 'Old & Sons' });
    expect(await seriousFindings(page)).toEqual([]);

    // The page comes back, the server does not.
    await cutOff(page);
    await context.setOffline(false);
    await page.reload();
    await page.getByText('1 change waits to be sent.').waitFor();
    expect(await detail(page, 'Company')).toBe('New & Daughters Not yet sent');
    await page.goto('/admin/outbox');
    await page.getByRole('cell', { name: 'New & Daughters' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await screenshot(page, 'outbox-offline');

    await reconnect(page);
    await page.getByText('Stored', { exact: true }).waitFor();
    expect(await stored(`/api/contacts/${id}`)).toMatchObject({
      company: 'New & Daughters',
      name: 'Ana Example',
    });
    expect(complaints.filter((text) => !NETWORK_ERROR.test(text))).toEqual([]);
    await context.close();
  });
});

/** The server is gone for this page: its calls fail as they do without a network, while the page itself can be loaded. */
async function cutOff(page: Page): Promise<void> {
  await page.route(SERVER, (route: Route) => route.abort('internetdisconnected'));
}

/** It is there again, and the browser notices its network as it does after a tunnel. */
async function reconnect(page: Page): Promise<void> {
  await page.unroute(SERVER);
  await page.evaluate('window.dispatchEvent(new Event("online"))');
}

/** What a detail page says of a field. */
async function detail(page: Page, label: string): Promise<string> {
  const term = page.locator('dt', { hasText: new RegExp(`^${label}$`) });
  return (await term.locator('xpath=following-sibling::dd').innerText()).trim().replace(/\s+/g, ' ');
}
