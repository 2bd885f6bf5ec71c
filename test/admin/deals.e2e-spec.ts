import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { chromiumMissing } from './support/chromium.js';
import { seriousFindings } from './support/panel-browser.js';
import { PanelWorld, screenshot } from './support/panel-world.js';

const OVERFLOW = 'document.documentElement.scrollWidth - window.innerWidth';

const missing = chromiumMissing();
const describeInBrowser = missing === null ? describe : describe.skip;

describeInBrowser(`deals and tasks${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let world: PanelWorld;

  /** Makes a record and answers its id. */
  const made = async (table: 'contacts' | 'deals' | 'tasks', body: object): Promise<string> => {
    const answer = await world.asAdmin('POST', `/api/${table}`, body);
    if (answer.status !== 201) {
      throw new Error(`The record was refused: ${answer.status} ${await answer.text()}`);
    }
    return ((await answer.json()) as { id: string }).id;
  };
  const read = async (path: string): Promise<Record<string, unknown>> =>
    (await (await world.asAdmin('GET', path)).json()) as Record<string, unknown>;

  beforeAll(async () => {
    world = await PanelWorld.start();
    const contactId = await made('contacts', { name: 'Rosa Example', company: 'Example Roofs' });
    const deals = [
      { title: 'Roof repair', stage: 'new', amount: '0.10', currency: 'EUR', contactId },
      { title: 'New gutters', stage: 'new', amount: '999999999999.99', currency: 'EUR' },
      { title: 'Skylights', stage: 'new', amount: '0.20', currency: 'EUR' },
      { title: 'Advice', stage: 'new', amount: '50.00', currency: 'USD' },
      { title: 'Solar panels', stage: 'negotiation', amount: '12500.00', currency: 'EUR', contactId },
      { title: 'Winter check', stage: 'won', amount: '180.00', currency: 'EUR' },
    ];
    for (const deal of deals) {
      await made('deals', deal);
    }
  }, 180_000);
  afterAll(() => world.close());

  it('D1 moves a deal on the board by the mouse', async () => {
    const { page, complaints } = await world.openAsAdmin('/deal-board');
    await column(page, 'New').getByText('4 deals').waitFor();
    // 0.10 + 0.20 + 999999999999.99 is not this in floats.
    await column(page, 'New').getByText('1,000,000,000,000.29 EUR · 50.00 USD').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await screenshot(page, 'deal-board');

    await card(column(page, 'New'), 'Roof repair').dragTo(column(page, 'Negotiation'));
    await page.getByText('“Roof repair” is now in “Negotiation”.').waitFor();
    await card(column(page, 'Negotiation'), 'Roof repair').waitFor();
    await column(page, 'Negotiation').getByText('12,500.10 EUR').waitFor();
    const { data } = await read('/api/deals?search=Roof');
    expect(data).toMatchObject([{ title: 'Roof repair', stage: 'negotiation', amount: '0.10' }]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('D1 moves a deal by the keyboard alone, says so, and goes on from where it is', async () => {
    const { page, complaints } = await world.openAsAdmin('/deal-board');
    const menu = column(page, 'New').getByRole('button', { name: 'Move “Skylights” to …' });
    await menu.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menu', { name: 'Move “Skylights” to …' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    // “New” is where it is already: the menu begins at the next one, and “Won” comes after it.
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('“Skylights” is now in “Won”.').waitFor();
    const moved = column(page, 'Won').getByRole('button', { name: 'Move “Skylights” to …' });
    await moved.and(page.locator(':focus')).waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('shows both stages when somebody else moved the deal meanwhile', async () => {
    const id = await made('deals', { title: 'Contested', stage: 'new' });
    const { page, complaints } = await world.openAsAdmin('/deal-board');
    await card(column(page, 'New'), 'Contested').waitFor();
    await world.asAdmin('PATCH', `/api/deals/${id}`, { stage: 'lost' });
    await page.getByRole('button', { name: 'Move “Contested” to …' }).click();
    await page.getByRole('menuitem', { name: 'Won' }).click();

    const dialog = page.getByRole('dialog', { name: 'Changed in the meantime' });
    await dialog.getByRole('cell', { name: 'Lost' }).waitFor();
    expect(await dialog.getByRole('row').last().innerText()).toMatch(/Stage\s+Won\s+Lost/);
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Discard my changes' }).click();
    await card(column(page, 'Lost'), 'Contested').waitFor();
    expect(await read(`/api/deals/${id}`)).toMatchObject({ stage: 'lost' });
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('loads the cards of a column step by step, however many there are', async () => {
    const changes = Array.from({ length: 45 }, (_, index) => ({
      entityType: 'deal',
      entityId: `many-${index}`,
      operation: 'CREATE',
      payload: { title: `Many ${index}`, stage: 'assigned' },
    }));
    expect((await world.asAdmin('POST', '/api/sync/outgoing', { changes })).status).toBe(200);
    const { page, complaints } = await world.openAsAdmin('/deal-board');
    const assigned = column(page, 'Assigned');
    await assigned.getByText('45 deals').waitFor();
    await assigned.getByRole('listitem').nth(19).waitFor();
    expect(await assigned.getByRole('listitem').count()).toBe(20);
    await assigned.getByRole('button', { name: 'Show more: 25 deals left' }).click();
    await assigned.getByRole('listitem').nth(39).waitFor();

    await page.getByRole('textbox', { name: 'Search' }).fill('Many 44');
    await assigned.getByText('1 deal', { exact: true }).waitFor();
    expect(await assigned.getByRole('listitem').count()).toBe(1);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('D1 creates, finds, exports, edits and deletes a deal', async () => {
    const { page, complaints } = await world.openAsAdmin('/deals');
    await page.getByRole('link', { name: 'Create' }).click();
    await page.locator('input[name=title]').fill('Carport');
    await page.locator('input[name=amount]').fill('4200.5');
    await page.locator('input[name=currency]').fill('eur');
    await page.getByRole('combobox', { name: 'Contact' }).fill('Rosa');
    await page.getByRole('option', { name: 'Rosa Example' }).click();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL('**/show');
    await page.getByRole('link', { name: 'Rosa Example' }).waitFor();
    expect(await detail(page, 'Amount')).toBe('4,200.50 EUR');
    expect(await seriousFindings(page)).toEqual([]);
    await screenshot(page, 'deal');

    await page.getByRole('link', { name: 'Edit' }).click();
    await page.locator('input[name=amount]').fill('4300');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL('**/show');
    await page.getByRole('tab', { name: 'History' }).click();
    await page.getByRole('cell', { name: /Amount/ }).waitFor();

    await page.goto('/admin/deals');
    await page.locator('input[name=q]').fill('Carport');
    await page.getByText('1-1 of 1').waitFor();
    await page.getByRole('cell', { name: '4,300.00 EUR' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await screenshot(page, 'deals');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export' }).click(),
    ]);
    expect(await readFile(await download.path(), 'utf8')).toContain('"Carport","new","4300.00","EUR"');

    await page.getByRole('cell', { name: 'Carport' }).click();
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.waitForURL(/\/admin\/deals(?:\?.*)?$/);
    expect(await read('/api/deals?search=Carport')).toMatchObject({ data: [] });
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('D1 says in words what is overdue, and settles a task by one press', async () => {
    const contact = await made('contacts', { name: 'Tom Example' });
    const about = { relatedEntityType: 'contact', relatedEntityId: contact };
    const late = await made('tasks', { title: 'Call Tom', dueDate: '2025-01-10T09:00:00Z', ...about });
    await made('tasks', { title: 'Old and done', dueDate: '2025-01-11T09:00:00Z', status: 'completed' });
    await made('tasks', { title: 'Send the offer', dueDate: '2099-01-10T09:00:00Z', status: 'in_progress' });
    const { page, complaints } = await world.openAsAdmin('/tasks');
    await page
      .getByRole('row', { name: /Call Tom/ })
      .getByText('Overdue')
      .waitFor();
    expect(await page.getByText('Overdue').count()).toBe(1);
    expect(await seriousFindings(page)).toEqual([]);
    await screenshot(page, 'tasks');

    await page.getByRole('button', { name: 'Mark “Call Tom” as done' }).click();
    await page.getByText('“Call Tom” is done.').waitFor();
    await page.getByText('Overdue').waitFor({ state: 'detached' });
    expect(await read(`/api/tasks/${late}`)).toMatchObject({ status: 'completed', title: 'Call Tom' });

    await page.getByRole('cell', { name: 'Call Tom' }).click();
    await page.waitForURL('**/show');
    await page.getByRole('link', { name: 'Tom Example' }).waitFor();
    await page.getByRole('button', { name: 'Mark “Call Tom” as done' }).waitFor({ state: 'detached' });
    expect(await detail(page, 'Status')).toBe('Done');
    expect(await seriousFindings(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('creates a task about a deal', async () => {
    const { page, complaints } = await world.openAsAdmin('/tasks/create');
    await page.locator('input[name=title]').fill('Measure the roof');
    await page.locator('input[name=dueDate]').fill('2031-05-06T10:30');
    await page.getByRole('combobox', { name: 'About', exact: true }).click();
    await page.getByRole('option', { name: 'Deal' }).click();
    await page.getByRole('combobox', { name: 'About which' }).fill('Solar');
    await page.getByRole('option', { name: 'Solar panels' }).click();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL('**/show');
    await page.getByRole('link', { name: 'Solar panels' }).waitFor();
    const { data } = await read('/api/tasks?search=Measure');
    // London is an hour ahead in May.
    expect(data).toMatchObject([{ dueDate: '2031-05-06T09:30:00.000Z', relatedEntityType: 'deal' }]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('works on a phone, in the dark: only the columns scroll sideways', async () => {
    const { page, complaints } = await world.openAsAdmin('/deal-board', {
      width: 390,
      height: 844,
      isDark: true,
    });
    for (const path of ['/deal-board', '/deals', '/tasks', '/deals/create', '/tasks/create']) {
      await page.goto(`/admin${path}`);
      await page
        .getByText(/Many \d+|Call Tom|Title/)
        .first()
        .waitFor();
      expect([path, await seriousFindings(page)]).toEqual([path, []]);
      expect([path, await page.evaluate<number>(OVERFLOW)]).toEqual([path, 0]);
    }
    await page.goto('/admin/deal-board');
    await page.getByText('Advice').waitFor();
    await screenshot(page, 'deal-board-phone');
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

function column(page: Page, stage: string): Locator {
  return page
    .locator('section[data-stage]')
    .filter({ has: page.getByRole('heading', { name: stage, exact: true }) });
}

function card(column: Locator, title: string): Locator {
  return column.getByRole('listitem').filter({ hasText: title });
}

/** What a detail page says of a field. */
async function detail(page: Page, label: string): Promise<string> {
  const term = page.locator('dt', { hasText: new RegExp(`^${label}$`) });
  return (await term.locator('xpath=following-sibling::dd').innerText()).trim();
}
