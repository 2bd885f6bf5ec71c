import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { TEST_ADMIN } from '../support/app/test-app.js';
import { chromiumMissing } from './support/chromium.js';
import { failOnServer, seriousFindings } from './support/panel-browser.js';
import { PanelWorld, screenshot, signIn } from './support/panel-world.js';

const SCRIPT = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
const FORMULA = '=HYPERLINK("https://evil.test","x")';

/** Scripts for the page, as text: these tests are compiled without the browser's types. */
const STORED_SESSION = 'localStorage.getItem("sync-hub.session")';
const OVERFLOW = 'document.documentElement.scrollWidth - window.innerWidth';

const LANGUAGES = { ru: 'Русский', uk: 'Українська', es: 'Español', th: 'ไทย', en: 'English' };

const missing = chromiumMissing();
const describeInBrowser = missing === null ? describe : describe.skip;

describeInBrowser(`the panel in a browser${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let world: PanelWorld;

  beforeAll(async () => {
    world = await PanelWorld.start();
    await world.import('strattera-orders');
    const [product] = world.shop.world.listProducts();
    world.shop.world.patchProduct(product!.id, { name: SCRIPT, description: SCRIPT });
    await world.import('strattera-products');
    await world.asAdmin('POST', '/api/contacts', {
      name: FORMULA,
      company: SCRIPT,
      notes: 'javascript:alert(1)',
    });
    await world.asAdmin('POST', '/api/contacts', { name: 'Анна Тестова', phone: '+7 900 000-00-01' });
  }, 180_000);
  afterAll(() => world.close());

  it('D1 signs in, keeps the session over a reload, and signs out for good', async () => {
    const { page, complaints } = await world.open();
    await page.goto('/admin/contacts');
    await page.waitForURL('**/admin/login');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    // One way from the wanted page to the login: it was a circle of hundreds once.
    expect(await page.evaluate<number>('history.length')).toBeLessThanOrEqual(3);
    expect(await seriousFindings(page)).toEqual([]);
    await screenshot(page, 'login');

    await signIn(page, TEST_ADMIN.email, TEST_ADMIN.password);
    await page.waitForURL('**/admin/contacts');
    await page.reload();
    await page.getByRole('cell', { name: 'Анна Тестова' }).waitFor();
    const stored = await page.evaluate<string | null>(STORED_SESSION);

    await page.getByRole('button', { name: 'Administrator' }).click();
    await page.getByRole('menuitem', { name: 'Logout' }).click();
    await page.waitForURL('**/admin/login');
    expect(await page.evaluate<string | null>(STORED_SESSION)).toBeNull();
    const { accessToken } = JSON.parse(stored ?? '{}') as { accessToken: string };
    const after = await world.app.fetch('/api/auth/me', {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    expect(after.status).toBe(401);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('says why a login is refused', async () => {
    const { page } = await world.open({ locale: 'ru-RU' });
    await page.goto('/admin/login');
    await page.locator('input[name=login]').fill(TEST_ADMIN.email);
    await page.locator('input[name=password]').fill('not the password');
    await page.locator('button[type=submit]').click();
    await page.getByRole('alert').filter({ hasText: 'Логин или пароль не подходит.' }).waitFor();
    expect(await page.evaluate<string>('document.documentElement.lang')).toBe('ru');
    await page.context().close();
  });

  it('D1 asks for a password of one’s own before anything else', async () => {
    const made = await world.asAdmin('POST', '/api/users', {
      name: 'Nora Example',
      email: 'nora@example.test',
      role: 'agent',
      password: 'told on the phone',
      mustChangePassword: true,
    });
    expect(made.status).toBe(201);
    const { page, complaints } = await world.open();
    await page.goto('/admin/login');
    await page.locator('input[name=login]').fill('nora@example.test');
    await page.locator('input[name=password]').fill('told on the phone');
    await page.locator('button[type=submit]').click();
    await page.getByRole('heading', { name: 'Change password' }).waitFor();
    await page.locator('input[name=newPassword]').fill('seven slow green boats');
    await page.locator('input[name=repeated]').fill('seven slow green boats');
    await page.locator('button[type=submit]').click();
    await page.getByRole('heading', { name: /Nora Example/ }).waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('O7 edits a price, marks it, lets an import leave it alone, and releases it', async () => {
    const { page, complaints } = await world.openAsAdmin('/products');
    const other = page.getByRole('row').filter({ hasNot: page.getByRole('cell', { name: SCRIPT }) });
    await other.nth(1).getByRole('cell').first().click();
    await page.waitForURL('**/show');
    const address = page.url();
    const before = await detail(page, 'Price');
    await screenshot(page, 'product');

    await page.getByRole('link', { name: 'Edit' }).click();
    await page.locator('input[name=price]').fill('1234.50');
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL('**/show');
    await page.getByRole('button', { name: 'Price: Set by hand' }).waitFor();
    expect(await detail(page, 'Price')).toBe('1,234.50');

    await world.import('strattera-products');
    await page.goto('/admin/products');
    await page.getByRole('button', { name: 'Price: Set by hand' }).waitFor();
    await page.goto(address);
    await page.getByRole('button', { name: 'Price: Set by hand' }).click();
    const dialog = page.getByRole('dialog', { name: 'Price: Set by hand' });
    expect(await dialog.innerText()).toMatch(/Value of the source[\s\S]*Set by[\s\S]*You/);
    expect(await seriousFindings(page)).toEqual([]);
    await screenshot(page, 'product-override');
    await dialog.getByRole('button', { name: 'Release' }).click();
    await page.getByText('Released. The value of the source is shown again.').waitFor();
    await page.getByRole('button', { name: 'Price: Set by hand' }).waitFor({ state: 'detached' });
    expect(await detail(page, 'Price')).toBe(before);

    await page.getByRole('tab', { name: 'History' }).click();
    await page
      .getByRole('cell', { name: /\bPrice\b/ })
      .first()
      .waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('creates, finds, edits and deletes a contact', async () => {
    const { page, complaints } = await world.openAsAdmin('/contacts');
    await page.getByRole('link', { name: 'Create' }).click();
    await page.locator('input[name=name]').fill('Bruno Example');
    await page.locator('input[name=company]').fill('Example & Sons');
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL('**/show');

    await page.goto('/admin/contacts');
    await page.locator('input[name=q]').fill('Sons');
    await page.getByRole('cell', { name: 'Анна Тестова' }).waitFor({ state: 'detached' });
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('cell', { name: 'Bruno Example' }).click();
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.locator('input[name=position]').fill('Buyer');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL('**/show');
    expect(await detail(page, 'Position')).toBe('Buyer');

    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.waitForURL(/\/admin\/contacts(?:\?.*)?$/);
    const left = await world.asAdmin('GET', '/api/contacts?search=Bruno');
    expect(((await left.json()) as { data: unknown[] }).data).toEqual([]);
    // The browser itself says so when an answer is an error, and only then.
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('shows both values when somebody else was faster, and loses neither', async () => {
    const made = await world.asAdmin('POST', '/api/contacts', { name: 'Carla Example', company: 'One' });
    const { id } = (await made.json()) as { id: string };
    const { page } = await world.openAsAdmin(`/contacts/${id}`);
    await page.locator('input[name=company]').fill('Mine');
    await world.asAdmin('PATCH', `/api/contacts/${id}`, { company: 'Theirs' });
    await page.getByRole('button', { name: 'Save' }).click();

    const dialog = page.getByRole('dialog', { name: 'Changed in the meantime' });
    await dialog.getByRole('cell', { name: 'Theirs' }).waitFor();
    expect(await dialog.getByRole('row').last().innerText()).toMatch(/Company\s+Mine\s+Theirs/);
    await dialog.getByRole('button', { name: 'Save my values' }).click();
    await page.waitForURL('**/show');
    const now = await world.asAdmin('GET', `/api/contacts/${id}`);
    expect(await now.json()).toMatchObject({ company: 'Mine', name: 'Carla Example' });
    await page.context().close();
  });

  it('shows hostile text as text, and exports it harmless', async () => {
    const { page, complaints } = await world.openAsAdmin('/contacts');
    await page.getByRole('cell', { name: SCRIPT }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export' }).click(),
    ]);
    const csv = await readFile(await download.path(), 'utf8');
    expect(csv).toContain(`"'=HYPERLINK(""https://evil.test"",""x"")"`);
    await screenshot(page, 'contacts');

    await page.goto('/admin/products');
    await page.getByRole('cell', { name: SCRIPT }).click();
    await page.waitForURL('**/show');
    expect(await detail(page, 'Description')).toBe(SCRIPT);
    expect(await page.title()).not.toMatch(/^[12]$/);
    expect(await page.locator('img[src=x]').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('keeps nobody out while something loads', async () => {
    const { page, complaints } = await world.openAsAdmin();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/api/contacts?**', async (route) => {
      await held;
      await route.continue();
    });
    await page.getByRole('menuitem', { name: 'Contacts' }).click();
    await page.getByRole('progressbar', { name: 'Loading' }).first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    release();
    await page.getByRole('cell', { name: 'Анна Тестова' }).waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('D2 says on the overview what needs attention, until all is well', async () => {
    world.shop.faults.add({ match: { path: '/products' }, status: 401 });
    const refused = await world.asAdmin('POST', '/api/sources/strattera-products/run?wait=true', {});
    expect(await refused.json()).toMatchObject({ state: 'failed' });
    const { page, complaints } = await world.openAsAdmin();
    const attention = page.getByRole('region', { name: 'What needs attention' });
    await attention.getByText(/The last import failed: unauthorized/).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await screenshot(page, 'overview');

    world.shop.faults.clear();
    await world.import('strattera-products');
    await page.reload();
    await attention.getByText('Everything is in step.').waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('D2 says when nobody can tell whether all is well', async () => {
    const { page } = await world.openAsAdmin('/contacts');
    await failOnServer(page, '**/api/sync/status');
    await page.goto('/admin/');
    const failure = page.getByRole('alert').filter({ hasText: 'Something went wrong' });
    await failure.waitFor();

    await page.unroute('**/api/sync/status');
    await failure.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('region', { name: 'What needs attention' }).waitFor();
    await page.context().close();
  });

  it('works on a phone, in the dark, in every language', async () => {
    const { page, complaints } = await world.openAsAdmin('/', { width: 390, height: 844, isDark: true });
    for (const [lang, name] of Object.entries(LANGUAGES)) {
      await page.locator('header button[aria-haspopup=menu]').first().click();
      await page.getByRole('menuitem', { name }).click();
      await page.locator(`html[lang=${lang}]`).waitFor();
    }
    for (const path of ['/', '/contacts', '/products', '/nothing-here']) {
      await page.goto(`/admin${path}`);
      await page.locator('#main-content').getByText(/./).first().waitFor();
      expect([path, await seriousFindings(page)]).toEqual([path, []]);
      const overflow = await page.evaluate<number>(OVERFLOW);
      expect([path, overflow]).toEqual([path, 0]);
    }
    await page.goto('/admin/products');
    await page.getByText(SCRIPT).waitFor();
    await screenshot(page, 'phone');
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

/** What a detail page says of a field. */
async function detail(page: Page, label: string): Promise<string> {
  const term = page.locator('dt', { hasText: new RegExp(`^${label}$`) });
  return (await term.locator('xpath=following-sibling::dd').innerText()).trim();
}
