import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startStratteraSimulator, type StratteraSimulator } from '@sync-hub/simulators';
import { SourceHttp, type SourcePage } from '../../flow/external-source/external-source.public.js';
import { SystemClock } from '../../kernel/clock.js';
import { StratteraClient } from './strattera.client.js';
import { StratteraConnector } from './strattera.connector.js';
import { stratteraManifest } from './strattera.manifest.js';

const MANIFEST = stratteraManifest('orders', {
  STRATTERA_BASE_URL: 'https://shop.example',
  STRATTERA_TOKEN: 'secret',
  STRATTERA_SCHEDULE: '*/5 * * * *',
});

describe('the connector of the shop', () => {
  let simulator: StratteraSimulator;
  let connector: StratteraConnector;

  beforeEach(async () => {
    simulator = await startStratteraSimulator({ orders: 450, products: 5 });
    const http = new SourceHttp(
      { baseUrl: simulator.baseUrl, headers: { authorization: simulator.token }, deadlineMs: 300 },
      new SystemClock(),
    );
    connector = new StratteraConnector(MANIFEST, 'orders', new StratteraClient(() => http));
  });

  afterEach(async () => {
    await connector.close();
    await simulator.close();
  });

  async function fetchAll(pageSize?: number): Promise<SourcePage[]> {
    const pages: SourcePage[] = [];
    const options = { mode: 'full', ...(pageSize === undefined ? {} : { pageSize }) } as const;
    for await (const page of connector.fetch('orders', null, options, new AbortController().signal)) {
      pages.push(page);
    }
    return pages;
  }

  it('O3 reads the whole list in one request and cuts it into pages of 200', async () => {
    const pages = await fetchAll();

    expect(pages.map((page) => page.payloads.length)).toEqual([200, 200, 50]);
    expect(pages.map((page) => page.endsCompleteListing)).toEqual([false, false, true]);
    expect(pages.map((page) => page.totalCount)).toEqual([450, 450, 450]);
    expect(simulator.journal).toHaveLength(1);
  });

  it('fetches the same records again, in pages of the size that the caller wants', async () => {
    const once = await fetchAll(100);
    const again = await fetchAll(7);

    expect(again.flatMap((page) => page.payloads)).toEqual(once.flatMap((page) => page.payloads));
    expect(again).toHaveLength(65);
  });

  it('gives an empty list to the runner as one empty page that ends the listing', async () => {
    simulator.faults.emptyList();

    expect(await fetchAll()).toEqual([
      { payloads: [], nextCursor: null, totalCount: 0, endsCompleteListing: true },
    ]);
  });

  it('O10 sends the token as it is, without a scheme before it', async () => {
    simulator.knobs.token = `Bearer ${simulator.token}`;

    await expect(fetchAll()).rejects.toMatchObject({ kind: 'unauthorized' });
  });

  it.each([
    ['E5 a shop that never answers', () => simulator.faults.timeout()],
    ['E6 a shop that drips', () => simulator.faults.slowDrip(10)],
  ])('%s is given up at the deadline', async (_name, arm) => {
    arm();

    await expect(fetchAll()).rejects.toMatchObject({ kind: 'temporary' });
  });

  it('stops when it is told to', async () => {
    const pages = connector.fetch('orders', null, { mode: 'full' }, AbortSignal.abort());

    await expect(pages[Symbol.asyncIterator]().next()).rejects.toThrow();
  });
});

describe('the manifest of the shop', () => {
  it("O1 runs every five minutes on Moscow's clock, and at start", () => {
    expect(MANIFEST).toMatchObject({
      key: 'strattera-orders',
      schedules: [{ name: 'every-five-minutes', cron: '*/5 * * * *' }],
      timeZone: 'Europe/Moscow',
      runAtStart: true,
      configured: true,
    });
  });

  it('names the variables that are missing', () => {
    const settings = {
      STRATTERA_BASE_URL: undefined,
      STRATTERA_TOKEN: 'x',
      STRATTERA_SCHEDULE: '*/5 * * * *',
    };

    expect(stratteraManifest('products', settings)).toMatchObject({
      configured: false,
      missingVariables: ['STRATTERA_BASE_URL'],
    });
  });
});
