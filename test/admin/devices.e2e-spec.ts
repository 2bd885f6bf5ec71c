import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '../../src/database/database.js';
import { chromiumMissing } from './support/chromium.js';
import { seriousFindings } from './support/panel-browser.js';
import { PanelWorld, screenshot } from './support/panel-world.js';

const OVERFLOW = 'document.documentElement.scrollWidth - window.innerWidth';

const missing = chromiumMissing();
const describeInBrowser = missing === null ? describe : describe.skip;

describeInBrowser(`devices and conflicts${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let world: PanelWorld;
  let phone: string;
  let tablet: string;
  /** A cursor from before everybody's edits. */
  let timestamp: number;

  const json = async <Body>(method: string, url: string, body?: object): Promise<Body> => {
    const answer = await world.asAdmin(method, url, body);
    if (!answer.ok) {
      throw new Error(`${method} ${url} was refused: ${answer.status} ${await answer.text()}`);
    }
    return (await answer.json()) as Body;
  };
  const register = async (name: string, platform: string): Promise<string> =>
    (await json<{ deviceId: string }>('POST', '/api/sync/devices', { name, platform })).deviceId;
  const pull = async (since: number, deviceId: string): Promise<number> =>
    (
      await json<{ timestamp: number }>(
        'GET',
        `/api/sync/incremental?since=${since}&tables=contacts&deviceId=${deviceId}`,
      )
    ).timestamp;
  const push = (deviceId: string, entityType: string, entityId: string, payload: object): Promise<unknown> =>
    json('POST', '/api/sync/outgoing', {
      deviceId,
      pushId: randomUUID(),
      lastPulledAt: timestamp,
      changes: [{ entityType, entityId, operation: 'UPDATE', payload }],
    });

  beforeAll(async () => {
    world = await PanelWorld.start();
    await world.import('strattera-products');
    phone = await register('Anna’s phone', 'android');
    tablet = await register('Tablet at the desk', 'ios');
    await register('Just unpacked', 'android');
    await json('POST', '/api/contacts', { id: 'disputed', name: 'Rosa Example' });
    await json('POST', '/api/deals', { id: 'roof', title: 'Roof repair' });
    ({ timestamp } = await json<{ timestamp: number }>('GET', '/api/sync/initial?tables=contacts'));
    await pull(timestamp, tablet);
    await push(tablet, 'contact', 'disputed', { position: 'Buyer', phone: '+49 30 1234567' });
    await push(phone, 'contact', 'disputed', { position: 'Seller', phone: '+49 30 7654321' });
    await json('PATCH', '/api/deals/roof', { title: 'Roof, panel' });
    await push(phone, 'deal', 'roof', { title: 'Roof, phone' });
    await pull(await pull(timestamp, phone), phone);
    await world.app.app.get(Database, { strict: false }).query(
      `INSERT INTO outgoing_change (source_key, entity, record_id, external_id, fields, base, state, conflicts)
       SELECT 'strattera-products', 'products', id, external_id, '{"price": "9.90"}', '{}', 'conflicted',
              '[{"field": "price", "yours": "9.90", "theirs": "12.50", "kept": "undecided"}]'
       FROM products ORDER BY name LIMIT 1`,
    );
  }, 180_000);
  afterAll(() => world.close());

  it('D2 shows both values where two devices, or a device and the panel, changed one field', async () => {
    const { page, complaints } = await world.openAsAdmin('/conflicts');
    const table = page.getByRole('table', { name: 'Between devices and people' });
    const position = table.getByRole('row', { name: /Position/ });
    await position.getByRole('link', { name: 'Rosa Example' }).waitFor();
    expect(await position.innerText()).toMatch(/Position\s+Seller\s+Buyer\s+Value sent\s+You\s+Anna’s phone/);
    expect(await table.getByRole('row', { name: /Title/ }).innerText()).toMatch(
      /Title\s+Roof, phone\s+Roof, panel\s+Value sent/,
    );
    // What is personal is told to nobody (ADR 19), only that it was disputed.
    expect(await table.getByRole('row', { name: /Phone\s+personal/ }).innerText()).toMatch(
      /personal, not shown\s+personal, not shown/,
    );
    expect(await table.innerText()).not.toContain('1234567');
    expect(await seriousFindings(page)).toEqual([]);
    await screenshot(page, 'conflicts');

    await page.getByRole('combobox', { name: 'Kind of record' }).click();
    await page.getByRole('option', { name: 'Deal' }).click();
    await position.waitFor({ state: 'detached' });
    await table.getByRole('link', { name: 'Roof, phone' }).click();
    await page.waitForURL('**/deals/roof/show');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('D2 shows conflicts with vendors, and leads to where they are decided', async () => {
    const { page, complaints } = await world.openAsAdmin('/conflicts');
    await page.getByRole('tab', { name: 'With vendors' }).click();
    const row = page.getByRole('row', { name: /Price/ });
    expect(await row.innerText()).toMatch(/Price\s+9\.90\s+12\.50\s+Not decided yet/);
    expect(await seriousFindings(page)).toEqual([]);
    await row.getByRole('link', { name: 'Decide' }).click();
    await page.waitForURL(/\/outgoing\/\d+\/show/);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('works on a phone, in the dark', async () => {
    const { page, complaints } = await world.openAsAdmin('/devices', {
      width: 390,
      height: 844,
      isDark: true,
    });
    for (const [path, sign] of [
      ['/devices', 'Just unpacked'],
      ['/conflicts', 'Roof, phone'],
      ['/conflicts?kind=vendors', 'Not decided yet'],
    ] as const) {
      await page.goto(`/admin${path}`);
      await page.getByText(sign).first().waitFor();
      expect([path, await seriousFindings(page)]).toEqual([path, []]);
      expect([path, await page.evaluate<number>(OVERFLOW)]).toEqual([path, 0]);
      await screenshot(page, `phone${path.replace(/\W/g, '-')}`);
    }
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('D2 shows how far each device is, and revokes one: its next call is refused', async () => {
    const { page, complaints } = await world.openAsAdmin('/devices');
    const row = (name: string) => page.getByRole('row', { name: new RegExp(name) });
    await row('Anna’s phone').getByText('In step').waitFor();
    await row('Just unpacked').getByText('Never pulled').waitFor();
    // The contact that it changed itself, the other one's edit of it, and the deal.
    expect(await row('Tablet at the desk').innerText()).toMatch(/ios\s+You\s+\d+ \w+ behind\s+2\s+0/);
    expect(await seriousFindings(page)).toEqual([]);
    await screenshot(page, 'devices');

    await page.getByRole('button', { name: 'Revoke “Anna’s phone”' }).click();
    const dialog = page.getByRole('dialog', { name: 'Revoke “Anna’s phone”?' });
    await dialog.getByText('Its next call is refused').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('“Anna’s phone” is revoked.').waitFor();
    await row('Anna’s phone').waitFor({ state: 'detached' });
    const refused = await world.asAdmin('GET', `/api/sync/incremental?since=${timestamp}&deviceId=${phone}`);
    expect([refused.status, await refused.json()]).toMatchObject([401, { code: 'DEVICE_REVOKED' }]);

    await page.getByRole('switch', { name: 'Show revoked devices' }).check();
    await row('Anna’s phone').getByText('Revoked on').waitFor();
    expect(await row('Anna’s phone').getByRole('button').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
