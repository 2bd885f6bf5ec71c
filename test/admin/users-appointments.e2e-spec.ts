import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { chromiumMissing } from './support/chromium.js';
import { seriousFindings } from './support/panel-browser.js';
import { detail, expectGoodPage, exportedCsv, release } from './support/panel-steps.js';
import { PanelWorld, screenshot, signIn } from './support/panel-world.js';

const SCRIPT = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
const FORMULA = '=HYPERLINK("https://evil.test","x")';
const HARMLESS = `"'=HYPERLINK(""https://evil.test"",""x"")"`;

const missing = chromiumMissing();
const describeInBrowser = missing === null ? describe : describe.skip;

describeInBrowser(`accounts and appointments${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let world: PanelWorld;
  /** Wispro's subscriber whose name and address are hostile. */
  let hostileSubscriber: string;

  beforeAll(async () => {
    world = await PanelWorld.start({ vendors: ['wispro', 'altegio'], orders: 2, products: 2 });
    hostileSubscriber = world.wispro.world.insertClient({ name: FORMULA, address: SCRIPT }).id;
    world.altegio.world.patchRecord(world.altegio.world.cases.confirmed, { comment: FORMULA });
    await Promise.all([world.import('wispro'), world.import('altegio')]);
  }, 180_000);
  afterAll(() => world.close());

  interface Row {
    readonly id: string;
    readonly externalId?: string;
    readonly idWispro?: string;
  }

  /** Our id of the row that a source knows under this id. */
  async function idOf(resource: 'users' | 'appointments', sourceId: string | number): Promise<string> {
    const answer = await world.asAdmin('GET', `/api/${resource}?limit=200`);
    const { data } = (await answer.json()) as { data: Row[] };
    return data.find((row) => (row.idWispro ?? row.externalId) === String(sourceId))!.id;
  }

  it('D1 makes an account for an agent, who must choose a password of their own', async () => {
    const { page, complaints } = await world.openAsAdmin('/users');
    await page.getByRole('row').nth(5).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await screenshot(page, 'accounts');
    await page.getByRole('link', { name: 'Create' }).click();
    await page.locator('input[name=name]').fill('Nora Example');
    await page.locator('input[name=email]').fill('nora@example.test');
    await page.locator('input[name=password]').fill('told on the phone');
    expect(await seriousFindings(page)).toEqual([]);
    await screenshot(page, 'account-new');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL('**/show');
    expect(await detail(page, 'Role')).toBe('Agent');
    expect(await page.getByRole('link', { name: 'nora@example.test' }).getAttribute('href')).toBe(
      'mailto:nora@example.test',
    );

    const agent = await world.open();
    await agent.page.goto('/admin/login');
    await agent.page.locator('input[name=login]').fill('nora@example.test');
    await agent.page.locator('input[name=password]').fill('told on the phone');
    await agent.page.locator('button[type=submit]').click();
    await agent.page.getByRole('heading', { name: 'Change password' }).waitFor();
    await agent.page.locator('input[name=newPassword]').fill('seven slow green boats');
    await agent.page.locator('input[name=repeated]').fill('seven slow green boats');
    await agent.page.locator('button[type=submit]').click();
    await agent.page.getByRole('heading', { name: /Nora Example/ }).waitFor();
    // Accounts are for admins: no door leads there, and the address opens nothing.
    expect(await agent.page.getByRole('menuitem', { name: 'Accounts' }).count()).toBe(0);
    expect([...complaints, ...agent.complaints]).toEqual([]);
    await agent.page.goto('/admin/users');
    await agent.page
      .getByText(/right permissions|Access denied/i)
      .first()
      .waitFor();
    await Promise.all([page.context().close(), agent.context.close()]);
  });

  it('D1 issues a code that signs in once, shown once and copied, and sets a password', async () => {
    await world.asAdmin('POST', '/api/users', {
      name: 'Otto Example',
      email: 'otto@example.test',
      role: 'agent',
      password: 'four quiet brown horses',
    });
    const { page, context, complaints } = await world.openAsAdmin('/users?filter={"q":"otto@example.test"}');
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('cell', { name: 'Otto Example' }).click();
    await page.waitForURL('**/show');
    await page.getByRole('button', { name: 'One-time code' }).click();
    const dialog = page.getByRole('dialog', { name: 'One-time code' });
    await dialog.getByText(/signs Otto Example in once/).waitFor();
    await dialog.getByRole('button', { name: 'Issue the code' }).click();
    const code = await dialog.locator('output').innerText();
    expect(code).toMatch(/^\w{4}-\w{4}-\w{4}$/);
    await dialog.getByRole('button', { name: 'Copy' }).click();
    await page.getByText('The code is copied.').waitFor();
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(code);
    expect(await seriousFindings(page)).toEqual([]);
    await screenshot(page, 'account-code');
    await dialog.getByRole('button', { name: 'Done' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await page.content()).not.toContain(code);

    const login = await world.app.fetch('/api/auth/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login: 'otto@example.test', password: code }),
    });
    expect(await login.json()).toMatchObject({ mustChangePassword: true });

    await page.getByRole('button', { name: 'Set a new password' }).click();
    await page.locator('input[name=password]').fill('short');
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByRole('alert').filter({ hasText: 'password' }).waitFor();
    await page.locator('input[name=password]').fill('nine quick red trains');
    await page.getByLabel('Must be changed at the next sign-in').uncheck();
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByText('The password is set.').waitFor();
    const otto = await world.open();
    await otto.page.goto('/admin/login');
    await signIn(otto.page, 'otto@example.test', 'nine quick red trains');
    await otto.page.getByRole('heading', { name: /Otto Example/ }).waitFor();
    expect(complaints.filter((text) => !text.includes('400'))).toEqual([]);
    await Promise.all([context.close(), otto.context.close()]);
  });

  it('O7 corrects the name of a subscriber, whom an import leaves alone until it is released', async () => {
    const id = await idOf('users', hostileSubscriber);
    const { page, complaints } = await world.openAsAdmin(`/users/${id}/show`);
    await page.getByText('Comes from Wispro.', { exact: false }).waitFor();
    expect(await detail(page, 'Name')).toBe(FORMULA);
    expect(await detail(page, 'Address')).toBe(SCRIPT);
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.locator('input[name=name]').fill('Rosa Example');
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL('**/show');
    world.wispro.world.patchClient(hostileSubscriber, { name: 'Rossa Example', zone_name: 'Zona Sur' });
    await world.import('wispro');
    await page.reload();
    await page.getByRole('button', { name: 'Name: Set by hand' }).waitFor();
    expect([await detail(page, 'Name'), await detail(page, 'Zone')]).toEqual(['Rosa Example', 'Zona Sur']);
    await screenshot(page, 'account');
    await release(page, 'Name', 'Rossa Example');
    expect(await detail(page, 'Name')).toBe('Rossa Example');
    await page.getByRole('tab', { name: 'History' }).click();
    await page
      .getByRole('cell', { name: /\bName\b/ })
      .first()
      .waitFor();

    world.wispro.world.patchClient(hostileSubscriber, { name: FORMULA });
    await world.import('wispro');
    await page.goto('/admin/users?filter={"role":"subscriber","status":"true"}');
    await page.getByRole('row').nth(5).waitFor();
    expect(await exportedCsv(page)).toContain(HARMLESS);
    expect(await page.locator('img[src=x]').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('warns admins before they take the panel from themselves', async () => {
    const me = (await (await world.asAdmin('GET', '/api/auth/me')).json()) as { id: string };
    const { page } = await world.openAsAdmin(`/users/${me.id}`);
    await page.getByRole('combobox', { name: 'Role' }).click();
    await page.getByRole('option', { name: 'Agent' }).click();
    await page.getByText('This is your own account.', { exact: false }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Tick this to go on').waitFor();
    const now = (await (await world.asAdmin('GET', `/api/users/${me.id}`)).json()) as { role: string };
    expect(now.role).toBe('admin');
    await page.getByLabel('I know, and I want it').check();
    await page.getByRole('button', { name: 'Save' }).click();
    // The server has the last word: somebody must be left who can administer.
    await page
      .getByText('Another record already has this value.')
      .or(page.getByText(/last admin/))
      .first()
      .waitFor();
    await page.context().close();
  });

  it('O7 says who came to a lesson, at the clock of its location, and gives it back', async () => {
    const { cases } = world.altegio.world;
    const id = await idOf('appointments', cases.waiting);
    const { page, complaints } = await world.openAsAdmin(`/appointments/${id}/show`);
    // The browser is in London.
    expect(await detail(page, 'Begins')).toMatch(/18:00$/);
    expect(await detail(page, 'Time zone')).toBe('Europe/Kyiv');
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByRole('combobox', { name: 'Attendance' }).click();
    await page.getByRole('option', { name: 'Arrived' }).click();
    await page.locator('textarea[name=comment]').fill('Brought homework');
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL('**/show');
    world.altegio.world.patchRecord(cases.waiting, { attendance: -1 });
    await world.import('altegio');
    await page.reload();
    await page.getByRole('button', { name: 'Attendance: Set by hand' }).waitFor();
    expect(await detail(page, 'Attendance')).toBe('Arrived');
    await screenshot(page, 'appointment');
    await release(page, 'Attendance', 'No-show');
    expect([await detail(page, 'Attendance'), await detail(page, 'Comment')]).toEqual([
      'No-show',
      'Brought homework',
    ]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('D1 finds lessons by teacher, attendance and deletion, and exports them harmless', async () => {
    const { page, complaints } = await world.openAsAdmin('/appointments');
    await page.getByRole('row').nth(5).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await screenshot(page, 'appointments');
    const csv = await exportedCsv(page);
    expect(csv).toContain(HARMLESS);
    expect(csv).toMatch(/"\d{4}-\d\d-\d\d 18:00","\d{4}-\d\d-\d\d 19:00","Europe\/Kyiv"/);

    await page.getByRole('combobox', { name: 'Attendance' }).click();
    await page.getByRole('option', { name: 'Confirmed' }).click();
    await page.waitForURL(/attendance/);
    await page.getByRole('combobox', { name: 'Teacher' }).click();
    await page.getByRole('option').nth(1).click();
    await page.waitForURL(/teacherId/);
    await page.getByRole('combobox', { name: 'Deleted' }).click();
    await page.getByRole('option', { name: 'Yes' }).click();
    await page.waitForURL(/isDeleted%22%3A%22true/);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  /** As an earlier system may have left it: no import brings such a name. */
  async function makeNameBlank(lesson: number): Promise<void> {
    const operator = new pg.Client({ connectionString: world.app.databaseUrl });
    await operator.connect();
    await operator.query(`UPDATE appointments SET teacher_name = '  ' WHERE external_id = $1`, [
      String(lesson),
    ]);
    await operator.end();
  }

  it('A9 checks all lessons, repairs after asking, and says where the backup is', async () => {
    await makeNameBlank(world.altegio.world.cases.plain);
    const { page, complaints } = await world.openAsAdmin('/appointments');
    await page.getByRole('button', { name: 'Figures and checks' }).click();
    const findings = page.getByRole('table', { name: 'What was found' });
    await findings.getByText('An older row has the same student, start and teacher').waitFor();
    await page.getByRole('button', { name: 'Check now' }).click();
    await page.getByText('Checked. The result is above').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await screenshot(page, 'appointments-check');
    await page.getByRole('button', { name: 'Repair' }).click();
    await page.getByText('A backup of the touched rows is written first', { exact: false }).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Repair' }).click();
    await page.getByText(/Backup: appointments-\S+\.json/).waitFor();

    await page.getByRole('button', { name: 'Remove duplicates' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove duplicates' }).click();
    await page.getByText(/rows? removed\. Backup/).waitFor();
    await findings.getByText('An older row has the same student').waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('works on a phone in the dark', async () => {
    const { page, complaints } = await world.openAsAdmin('/', { width: 390, height: 844, isDark: true });
    const user = await idOf('users', hostileSubscriber);
    const lesson = await idOf('appointments', world.altegio.world.cases.hostileText);
    for (const path of [
      '/users',
      '/users/create',
      `/users/${user}/show`,
      `/users/${user}`,
      '/appointments',
      `/appointments/${lesson}/show`,
      `/appointments/${lesson}`,
    ]) {
      await page.goto(`/admin${path}`);
      await page.locator('#main-content').getByText(/./).first().waitFor();
      await expectGoodPage(page);
    }
    await page.goto('/admin/appointments');
    await page.getByRole('button', { name: 'Figures and checks' }).click();
    await page.getByRole('button', { name: 'Check now' }).waitFor();
    await expectGoodPage(page);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
