import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page, Route } from 'playwright-core';
import { PUSHED_TABLES } from '../../apps/admin/src/data/outbox/pushed-tables.js';
import { TEST_ADMIN } from '../support/app/test-app.js';
import { chromiumMissing } from './support/chromium.js';
import { seriousFindings } from './support/panel-browser.js';
import { PanelWorld, screenshot, signIn } from './support/panel-world.js';

/** What the browser itself says of calls that reach nobody: the one thing that may be on the console here. */
const NETWORK_ERROR = /net::ERR_(?:INTERNET_DISCONNECTED|FAILED|CONNECTION_\w+|NETWORK_CHANGED)/;
const OVERFLOW = 'document.documentElement.scrollWidth - window.innerWidth';
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
    expect(unexpected(complaints)).toEqual([]);
    await context.close();
  });

  it('D3 stores once what it sends again because the answer was lost', async () => {
    const id = await contact({ name: 'Bo Example', company: 'Old' });
    const { page, context, complaints } = await world.openAsAdmin(`/contacts/${id}/show`);
    await detail(page, 'Company');
    await cutOff(page);
    await editCompany(page, 'Sent twice');
    await page.getByText('1 change waits to be sent.').waitFor();

    // The first push arrives, its answer does not; then somebody else is faster than the second.
    let pushes = 0;
    await page.route('**/api/sync/outgoing', async (route) => {
      pushes += 1;
      if (pushes === 1) {
        await route.fetch();
        await world.asAdmin('PATCH', `/api/contacts/${id}`, { company: 'Newer' });
        await route.abort('connectionreset');
      } else {
        await route.continue();
      }
    });
    await reconnect(page);
    await page.getByText('1 change waits to be sent.').waitFor({ state: 'detached' });
    expect(pushes).toBe(2);
    await page.getByText('Newer', { exact: true }).waitFor();
    expect(await stored(`/api/contacts/${id}`)).toMatchObject({ company: 'Newer' });
    const history = await stored(`/api/contacts/${id}/history`);
    expect(history).toMatchObject({ pagination: { total: 3 } });
    expect(unexpected(complaints)).toEqual([]);
    await context.close();
  });

  it('D3 shows both values when somebody else changed the same field, and the stage that is newer', async () => {
    const id = await contact({ name: 'Cleo Example', company: 'Seen', phone: '1' });
    const { page, context } = await world.openAsAdmin(`/contacts/${id}/show`);
    await detail(page, 'Company');
    await cutOff(page);
    await editCompany(page, 'Mine');
    await page.getByText('1 change waits to be sent.').waitFor();
    await world.asAdmin('PATCH', `/api/contacts/${id}`, { company: 'Theirs', phone: '2' });
    await reconnect(page);

    await page.getByText('1 of your changes needs a look.').waitFor();
    await page.getByRole('link', { name: 'Show them' }).click();
    const row = page.getByRole('table', { name: 'Stored with a conflict' }).getByRole('row').last();
    expect((await row.innerText()).split(/\s+/)).toEqual(['Company', 'Mine', 'Theirs', 'Yours']);
    expect(await stored(`/api/contacts/${id}`)).toMatchObject({ company: 'Mine', phone: '2' });
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Remove from the list' }).click();
    await page.getByText('1 of your changes needs a look.').waitFor({ state: 'detached' });
    await context.close();
  });

  it('D3 shows what was refused and why, keeps it for correcting, and lets it be discarded', async () => {
    const gone = await contact({ name: 'Dora Example' });
    const { page, context, complaints } = await world.openAsAdmin('/contacts');
    await page.getByRole('cell', { name: 'Dora Example' }).click();
    await detail(page, 'Company');
    await cutOff(page);
    await editCompany(page, 'Too late');
    await page.getByText('1 change waits to be sent.').waitFor();
    // A new record, and a change of it, made without a connection.
    await page.getByRole('menuitem', { name: 'Contacts' }).click();
    await page.getByRole('link', { name: 'Create' }).click();
    await page.locator('input[name=name]').fill('Emil Example');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL('**/show');
    await page.getByRole('note').getByText('This record is new').waitFor();
    await editCompany(page, 'Emil & Sons');
    await page.getByText('3 changes wait to be sent.').waitFor();
    await page.getByRole('menuitem', { name: 'Contacts' }).click();
    await page.getByRole('row', { name: /Emil Example.*Not yet sent/ }).waitFor();
    // A list that was not read before cannot be read now, and says so.
    await page.getByRole('menuitem', { name: 'Products' }).click();
    await page.locator('#main-content').getByText('The server cannot be reached.').waitFor();
    await page.getByRole('link', { name: 'Show them' }).click();
    await page.getByText('Emil & Sons').waitFor();
    await screenshot(page, 'outbox-waiting');
    await world.asAdmin('DELETE', `/api/contacts/${gone}`);
    await reconnect(page);

    await page.getByText('Not stored', { exact: true }).waitFor();
    await page.getByText('The record was deleted meanwhile.').waitFor();
    const found = await stored('/api/contacts?search=Emil');
    expect(found).toMatchObject({ data: [{ name: 'Emil Example', company: 'Emil & Sons' }] });
    expect(await stored('/api/sync/status')).toMatchObject({ quarantine: { open: 1 } });
    expect(await seriousFindings(page)).toEqual([]);
    await screenshot(page, 'outbox');
    await page.getByRole('button', { name: 'Discard' }).click();
    await page
      .getByRole('dialog', { name: 'Discard this change?' })
      .getByRole('button', { name: 'Discard' })
      .click();
    await page.getByText('Not stored', { exact: true }).waitFor({ state: 'detached' });
    expect(unexpected(complaints)).toEqual([]);
    await context.close();
  });

  it('D3 corrects a refused price, and says of what cannot wait that it needs a connection', async () => {
    const { page, context, complaints } = await world.openAsAdmin('/products');
    await page.getByRole('row').nth(1).getByRole('cell').first().click();
    await page.waitForURL('**/show');
    const id = page.url().split('/').at(-2) ?? '';
    await cutOff(page);
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.locator('input[name=price]').fill('77.50');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL('**/show');
    expect(await detail(page, 'Price')).toBe('77.50 Not yet sent');
    await reconnect(page);
    await page.getByRole('button', { name: 'Price: Set by hand' }).waitFor();
    expect(await stored(`/api/products/${id}`)).toMatchObject({ price: '77.50' });

    await cutOff(page);
    await page.getByRole('button', { name: 'Price: Set by hand' }).click();
    await page.getByRole('button', { name: 'Release' }).click();
    await page.getByText(/cannot be reached|needs a connection/).waitFor();
    expect(unexpected(complaints)).toEqual([]);
    await context.close();
  });

  it('D3 sends once from two tabs, as one device, and tells both', async () => {
    const id = await contact({ name: 'Finn Example', company: 'Old' });
    const { page, context } = await world.openAsAdmin(`/contacts/${id}/show`);
    const other = await context.newPage();
    await other.goto('/admin/outbox');
    await other.getByText('Nothing waits here').waitFor();
    await detail(page, 'Company');
    const pushed: string[] = [];
    for (const tab of [page, other]) {
      tab.on('request', (request) => {
        if (request.url().endsWith('/api/sync/outgoing')) {
          pushed.push(request.postData() ?? '');
        }
      });
    }
    await Promise.all([cutOff(page), cutOff(other)]);
    await editCompany(page, 'From one tab');
    await other.getByRole('cell', { name: 'From one tab' }).waitFor();
    await Promise.all([reconnect(page), reconnect(other)]);
    await other.getByText('Stored', { exact: true }).waitFor();
    await page.getByText('1 change waits to be sent.').waitFor({ state: 'detached' });
    expect(pushed).toHaveLength(1);
    const devices = (await (await world.asAdmin('GET', '/api/sync/devices')).json()) as {
      platform: string;
    }[];
    const { deviceId } = JSON.parse(pushed[0] ?? '{}') as { deviceId: string };
    expect(devices).toContainEqual(expect.objectContaining({ id: deviceId, platform: 'web' }));
    await context.close();
  });

  it('D3 warns before signing out, and gives nobody else what waits', async () => {
    const id = await contact({ name: 'Gus Example', company: 'Old' });
    await world.asAdmin('POST', '/api/users', {
      name: 'Hana Example',
      email: 'hana@example.test',
      role: 'agent',
      password: 'seven slow green boats',
    });
    const { page, context } = await world.openAsAdmin(`/contacts/${id}/show`);
    await detail(page, 'Company');
    await cutOff(page);
    await editCompany(page, 'Of the admin');
    await page.getByText('1 change waits to be sent.').waitFor();
    await page.getByRole('button', { name: 'Administrator' }).click();
    await page.getByRole('menuitem', { name: 'Logout' }).click();
    const dialog = page.getByRole('dialog', { name: 'Sign out with unsent changes?' });
    expect(await dialog.innerText()).toContain('1 change is not sent yet');
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('**/login');

    await reconnect(page);
    await signIn(page, 'hana@example.test', 'seven slow green boats');
    await page.goto('/admin/outbox');
    await page.getByText('Nothing waits here').waitFor();
    expect(await stored(`/api/contacts/${id}`)).toMatchObject({ company: 'Old' });

    await page.getByRole('button', { name: 'Hana Example' }).click();
    await page.getByRole('menuitem', { name: 'Logout' }).click();
    await page.waitForURL('**/login');
    await signIn(page, TEST_ADMIN.email, TEST_ADMIN.password);
    await page.goto('/admin/outbox');
    await page.getByText('Stored', { exact: true }).waitFor();
    expect(await stored(`/api/contacts/${id}`)).toMatchObject({ company: 'Of the admin' });
    await context.close();
  });

  it('D3 registers again when its device was revoked', async () => {
    const id = await contact({ name: 'Ida Example', company: 'Old' });
    const { page, context } = await world.openAsAdmin(`/contacts/${id}/show`);
    await detail(page, 'Company');
    for (const company of ['First', 'Second']) {
      await cutOff(page);
      await editCompany(page, company);
      await page.getByText('1 change waits to be sent.').waitFor();
      await reconnect(page);
      await page.getByText('1 change waits to be sent.').waitFor({ state: 'detached' });
      expect(await stored(`/api/contacts/${id}`)).toMatchObject({ company });
      const [device] = (await (await world.asAdmin('GET', '/api/sync/devices')).json()) as { id: string }[];
      await world.asAdmin('DELETE', `/api/sync/devices/${device?.id ?? ''}`);
    }
    await context.close();
  });

  it('works on a phone, in the dark, in another language', async () => {
    const id = await contact({ name: 'Jon Example', company: 'Old' });
    const options = { width: 390, height: 844, isDark: true };
    const { page, context, complaints } = await world.openAsAdmin(`/contacts/${id}/show`, options);
    await detail(page, 'Company');
    await cutOff(page);
    await editCompany(page, 'A name that is as long as names of companies can be, GmbH & Co. KG');
    await page.getByText('1 change waits to be sent.').waitFor();
    await page.locator('header button[aria-haspopup=menu]').first().click();
    await page.getByRole('menuitem', { name: 'English' }).click();
    for (const path of [`/contacts/${id}/show`, '/outbox']) {
      await page.goto(`/admin${path}`);
      await page.getByText('1 change waits to be sent.').waitFor();
      expect([path, await seriousFindings(page)]).toEqual([path, []]);
      expect([path, await page.evaluate<number>(OVERFLOW)]).toEqual([path, 0]);
    }
    await screenshot(page, 'outbox-phone');
    expect(unexpected(complaints)).toEqual([]);
    await context.close();
  });

  it('knows what may be pushed as the server does', async () => {
    const { tables } = (await stored('/api/sync/schema')) as unknown as {
      tables: { name: string; writable: boolean; columns: { name: string; writable: boolean }[] }[];
    };
    const writable = tables
      .filter((table) => table.writable)
      .map(({ name, columns }) => [
        name,
        columns.filter((column) => column.writable).map((column) => column.name),
      ]);
    const known = Object.entries(PUSHED_TABLES).map(([name, { fields }]) => [name, fields]);
    expect(Object.fromEntries(known)).toEqual(Object.fromEntries(writable));
  });
});

/** What is on the console beside the browser's own words for calls that reach nobody. */
function unexpected(complaints: readonly string[]): string[] {
  return complaints.filter((text) => !NETWORK_ERROR.test(text));
}

/** From the record's page and back to it. */
async function editCompany(page: Page, company: string): Promise<void> {
  await page.getByRole('link', { name: 'Edit' }).click();
  await page.locator('input[name=company]').fill(company);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL('**/show');
}

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
