import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { chromiumPath } from './chromium.js';

export interface PageOptions {
  /** CSS pixels; default 1280 × 800. */
  readonly width?: number;
  readonly height?: number;
  readonly isDark?: boolean;
  /** The browser's language; default English. */
  readonly locale?: string;
}

/** A page of its own: nothing is shared with other pages, and what the browser complained about is kept. */
export interface PanelPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors on the console, thrown ones and breaches of the content policy so far. */
  readonly complaints: string[];
}

/** How long a page may take for one step on a busy machine. */
const PATIENCE_MS = 60_000;

/** A finding of axe that keeps people out. */
export interface AxeFinding {
  readonly rule: string;
  readonly impact: string;
  readonly targets: readonly string[];
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SERIOUS = ['serious', 'critical'];

/** One Chromium for the pages of a test file. Close it in `afterAll`. */
export class PanelBrowser {
  private constructor(private readonly browser: Browser) {}

  static async start(): Promise<PanelBrowser> {
    const executablePath = chromiumPath() ?? '';
    // Root may not use Chromium's sandbox; what is loaded here is our own panel.
    return new PanelBrowser(await chromium.launch({ executablePath, args: ['--no-sandbox'] }));
  }

  async open(url: string, options: PageOptions = {}): Promise<PanelPage> {
    const context = await this.browser.newContext({
      baseURL: url,
      viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
      colorScheme: options.isDark === true ? 'dark' : 'light',
      locale: options.locale ?? 'en-GB',
      timezoneId: 'Europe/London',
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') {
        complaints.push(message.text());
      }
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    return { page, context, complaints };
  }

  async close(): Promise<void> {
    await this.browser.close();
  }
}

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string | null;
    readonly nodes: readonly { readonly target: readonly unknown[] }[];
  }[];
}

/** Half-transparent is what fades in; what spins for ever is not waited for. */
const STANDSTILL = `Promise.all(document.getAnimations()
  .filter((animation) => animation.effect?.getComputedTiming().iterations !== Infinity)
  .map((animation) => animation.finished.catch(() => null))).then(() => null)`;

/** What axe finds on the page, once nothing moves, that is serious or worse (WCAG 2.2 A and AA). */
export async function seriousFindings(page: Page): Promise<AxeFinding[]> {
  await page.evaluate(STANDSTILL);
  // Evaluated by the debugger, which the page's content policy does not bind.
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate<AxeResults>(
    'axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] })',
  );
  return violations
    .filter(({ impact }) => SERIOUS.includes(impact ?? ''))
    .map(({ id, impact, nodes }) => ({
      rule: id,
      impact: impact ?? '',
      targets: nodes.map(({ target }) => target.join(' ')),
    }));
}

/** From now on what matches fails as a server with a fault of its own fails, until `page.unroute` of the same. */
export async function failOnServer(page: Page, url: string): Promise<void> {
  const body = JSON.stringify({ status: 500, code: 'INTERNAL', title: 'Internal error' });
  await page.route(url, (route) =>
    route.fulfill({ status: 500, contentType: 'application/problem+json', body }),
  );
}
