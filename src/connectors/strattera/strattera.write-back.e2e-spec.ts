import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startStratteraSimulator, type StratteraSimulator } from '@sync-hub/simulators';
import { SourceHttp } from '../../flow/external-source/external-source.public.js';
import { SystemClock } from '../../kernel/clock.js';
import { StratteraClient, type StratteraList } from './strattera.client.js';
import { StratteraConnector } from './strattera.connector.js';
import { stratteraManifest } from './strattera.manifest.js';

const SETTINGS = {
  STRATTERA_BASE_URL: 'https://shop.example',
  STRATTERA_TOKEN: 'secret',
  STRATTERA_SCHEDULE: '*/5 * * * *',
};

describe('writing to the shop (S6, DESIGN §6)', () => {
  let simulator: StratteraSimulator;
  const connectors: StratteraConnector[] = [];
  const { signal } = new AbortController();

  beforeEach(async () => {
    simulator = await startStratteraSimulator({ writeBack: true });
  });
  afterEach(async () => {
    await Promise.all(connectors.splice(0).map((connector) => connector.close()));
    await simulator.close();
  });

  const connectorOf = (list: StratteraList, isWrittenBack = true): StratteraConnector => {
    const http = new SourceHttp(
      { baseUrl: simulator.baseUrl, headers: { authorization: simulator.token }, deadlineMs: 2_000 },
      new SystemClock(),
    );
    const manifest = stratteraManifest(list, SETTINGS);
    const connector = new StratteraConnector(manifest, list, new StratteraClient(() => http), isWrittenBack);
    connectors.push(connector);
    return connector;
  };

  it('takes status, stock and price, and nothing at all while it is switched off', () => {
    expect(connectorOf('orders').writable).toEqual({ orders: ['status'] });
    expect(connectorOf('products').writable).toEqual({ products: ['stockQuantity', 'price'] });
    expect(connectorOf('orders', false).writable).toEqual({});
  });

  it('sets a status and answers the order as `map` understands it', async () => {
    const connector = connectorOf('orders');
    const write = {
      entity: 'orders',
      externalId: '1073',
      operation: 'update',
      fields: { status: 'shipped' },
    } as const;

    const payload = await connector.apply(write, 'key-1', signal);

    expect(simulator.world.getOrder(1_073).status).toBe('shipped');
    expect(connector.map('orders', payload)).toMatchObject({
      kind: 'record',
      record: { externalId: '1073', fields: { status: 'shipped' } },
    });
    expect(simulator.journal).toMatchObject([
      { method: 'PUT', requestBody: '{"status":"shipped"}', headers: { 'idempotency-key': 'key-1' } },
    ]);
  });

  it('sets only the named fields of a product, in the shop’s words', async () => {
    const before = simulator.world.getProduct(15);
    const write = {
      entity: 'products',
      externalId: '15',
      operation: 'update',
      fields: { stockQuantity: 3, price: '4100.50' },
    } as const;

    await connectorOf('products').apply(write, 'key-1', signal);

    expect(simulator.world.getProduct(15)).toEqual({
      ...before,
      stock_quantity: 3,
      price: '4100.5',
      updated_at: expect.any(String) as unknown,
    });
  });

  it('reads one record as it is now, past the cache of the list', async () => {
    const connector = connectorOf('orders');
    await fetch(`${simulator.baseUrl}/orders`, { headers: { authorization: simulator.token } });
    simulator.world.patchOrder(1_073, { status: 'refunded' });

    expect(await connector.read('orders', '1073', signal)).toEqual(simulator.world.getOrder(1_073));
    expect(await connector.read('orders', '99999', signal)).toBe(null);
  });

  it.each([
    ['rejected', 409, () => simulator.faults.writeRefused(409)],
    ['rejected', 422, () => simulator.faults.writeRefused(422)],
    ['temporary', 503, () => simulator.faults.serverError(1, 503)],
    ['unauthorized', 401, () => simulator.faults.unauthorized()],
    ['rate-limited', 429, () => simulator.faults.tooManyRequests()],
    ['source-schema', 302, () => Object.assign(simulator.knobs, { writeBack: false })],
  ] as const)('tells %s when the shop answers %i', async (kind, status, arm) => {
    arm();
    const write = {
      entity: 'orders',
      externalId: '1073',
      operation: 'update',
      fields: { status: 'shipped' },
    } as const;

    await expect(connectorOf('orders').apply(write, 'key-1', signal)).rejects.toMatchObject({
      kind,
      details: { status },
    });
    expect(simulator.world.getOrder(1_073).status).toBe('processing');
  });
});
