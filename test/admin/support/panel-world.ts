import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import {
  type AltegioSimulator,
  type ExnessSimulator,
  startAltegioSimulator,
  startExnessSimulator,
  startStratteraSimulator,
  startWisproSimulator,
  type StratteraSimulator,
  type WisproSimulator,
} from '@sync-hub/simulators';
import { startTestApp, TEST_ADMIN, type TestApp } from '../../support/app/test-app.js';
import { PanelBrowser, type PageOptions, type PanelPage } from './panel-browser.js';

/** The vendors beside the shop, each with a small world at the present time. */
const FURTHER_VENDORS = {
  exness: (now: string) => startExnessSimulator({ clients: 12, accounts: 16, now }),
  wispro: (now: string) => startWisproSimulator({ clients: 60, now }),
  altegio: (now: string) => startAltegioSimulator({ records: 40, now, writeBack: true }),
};

type FurtherVendor = keyof typeof FURTHER_VENDORS;

interface Vendors {
  readonly strattera: StratteraSimulator;
  readonly exness?: ExnessSimulator;
  readonly wispro?: WisproSimulator;
  readonly altegio?: AltegioSimulator;
}

/** A test goes through many pages, each with axe, on whatever machine: it is ended by what it waits for, not by this. */
jest.setTimeout(240_000);

const REPOSITORY = path.resolve(import.meta.dirname, '../../..');

export interface PanelWorldOptions {
  readonly orders?: number;
  readonly products?: number;
  /** Which vendors there are beside the shop; default none: their sources are not configured. */
  readonly vendors?: readonly FurtherVendor[];
  /** Variables on top of the test's own. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The whole product with a simulated shop and the other vendors that are asked for, and a browser to look at it with. Close it in `afterAll`. */
export class PanelWorld {
  private constructor(
    readonly app: TestApp,
    private readonly vendors: Vendors,
    readonly browser: PanelBrowser,
  ) {}

  /** Builds the panel first when its sources have changed since the last build. */
  static async start({
    orders = 40,
    products = 12,
    vendors: further = [],
    environment,
  }: PanelWorldOptions = {}): Promise<PanelWorld> {
    await promisify(execFile)(process.execPath, [path.join(REPOSITORY, 'scripts', 'build.mjs'), '--panel']);
    const now = new Date().toISOString();
    const started = await Promise.all(
      further.map(async (name) => [name, await FURTHER_VENDORS[name](now)] as const),
    );
    const strattera = await startStratteraSimulator({
      orders,
      products,
      now,
      ordersCacheMs: 0,
      writeBack: true,
    });
    const vendors: Vendors = { strattera, ...Object.fromEntries(started) };
    const app = await startTestApp({ environment: { ...environmentOf(vendors), ...environment } });
    return new PanelWorld(app, vendors, await PanelBrowser.start());
  }

  get shop(): StratteraSimulator {
    return this.vendors.strattera;
  }

  get exness(): ExnessSimulator {
    return present(this.vendors.exness);
  }

  get wispro(): WisproSimulator {
    return present(this.vendors.wispro);
  }

  get altegio(): AltegioSimulator {
    return present(this.vendors.altegio);
  }

  /** Reads a source to its end, as an admin would. */
  async import(source: 'strattera-orders' | 'strattera-products' | FurtherVendor): Promise<void> {
    const answer = await this.asAdmin('POST', `/api/sources/${source}/run?wait=true`, { mode: 'full' });
    if (!answer.ok) {
      throw new Error(`The import of ${source} was refused: ${answer.status} ${await answer.text()}`);
    }
  }

  /** One call of the API by the test's admin. */
  async asAdmin(method: string, url: string, body?: object): Promise<Response> {
    return this.app.fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${await this.app.adminToken()}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** A page that nobody is signed in on. */
  open(options?: PageOptions): Promise<PanelPage> {
    return this.browser.open(this.app.url, options);
  }

  /** A page of the admin, at `path` below `/admin`. */
  async openAsAdmin(path = '/', options?: PageOptions): Promise<PanelPage> {
    const opened = await this.open(options);
    await opened.page.goto('/admin/login');
    await signIn(opened.page, TEST_ADMIN.email, TEST_ADMIN.password);
    await opened.page.getByRole('heading', { level: 1 }).waitFor();
    if (path !== '/') {
      await opened.page.goto(`/admin${path}`);
    }
    return opened;
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.app.close();
    await Promise.all(
      Object.values(this.vendors).map((vendor: { close(): Promise<void> }) => vendor.close()),
    );
  }
}

function environmentOf(vendors: Vendors): Record<string, string> {
  return Object.assign(
    {},
    ...Object.values(vendors).map(({ environment }) => environment as object),
  ) as Record<string, string>;
}

function present<Vendor>(vendor: Vendor | undefined): Vendor {
  if (vendor === undefined) {
    throw new Error('The world was started without this vendor: name it in `vendors`.');
  }
  return vendor;
}

/** Fills in the login form, in any language. */
export async function signIn(page: Page, login: string, password: string): Promise<void> {
  await page.locator('input[name=login]').fill(login);
  await page.locator('input[name=password]').fill(password);
  await page.locator('button[type=submit]').click();
  await page.waitForURL((url) => !url.pathname.endsWith('/login'));
}

/** Keeps a picture of the page as `docs/screenshots/<name>.png`, when `SCREENSHOTS` is set; else does nothing. */
export async function screenshot(page: Page, name: string): Promise<void> {
  if (process.env.SCREENSHOTS === undefined) {
    return;
  }
  const folder = path.join(REPOSITORY, 'docs', 'screenshots');
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
}
