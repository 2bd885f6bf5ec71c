import { type ChildProcess, spawn } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DeliveryShop } from '../../../test/support/outgoing/delivery-shop.js';

describe('a worker that is killed while it delivers', () => {
  let shop: DeliveryShop;
  let worker: ChildProcess;

  beforeEach(async () => {
    shop = await DeliveryShop.start();
  });
  afterEach(async () => {
    worker.kill('SIGKILL');
    await shop.close();
  });

  it('C6 is succeeded by another, and the shop gets the change once', async () => {
    const [order, next] = shop.openOrders();
    await shop.setStatus(order!, 'shipped');
    await shop.setStatus(order!, 'refunded');
    shop.simulator.faults.add({
      match: { method: 'PUT' },
      hang: 'before-headers',
      acceptFirst: true,
      times: 1,
    });
    worker = spawn(
      process.execPath,
      [
        '--experimental-vm-modules',
        'node_modules/jest/bin/jest.js',
        '--runInBand',
        '--testMatch',
        '**/dying-worker.child.ts',
      ],
      {
        stdio: 'ignore',
        env: {
          ...process.env,
          WORKER_DATABASE_URL: shop.app.databaseUrl,
          ...shop.simulator.environment,
        },
      },
    );
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    await patiently(() => shop.simulator.world.getOrder(order!).status === 'shipped');
    await shop.setStatus(next!, 'shipped');

    const whileItLives = await shop.app.deliver();
    worker.kill('SIGKILL');
    await ended;
    await shop.deliverAll();
    await patiently(async () => {
      await shop.app.deliver();
      return (await shop.queue()).every(({ state }) => state === 'applied');
    });

    expect(whileItLives).toMatchObject({ applied: 1 });
    expect(shop.writes('orders', order!)).toEqual([{ status: 'shipped' }, { status: 'refunded' }]);
    expect(await shop.queue()).toMatchObject([
      { externalId: String(next), attempts: 1 },
      { fields: { status: 'refunded' }, attempts: 1 },
      { fields: { status: 'shipped' }, attempts: 2 },
    ]);
  });
});

async function patiently(condition: () => Promise<boolean> | boolean): Promise<void> {
  const deadlineMs = performance.now() + 40_000;
  while (!(await condition())) {
    if (performance.now() > deadlineMs) {
      throw new Error('It did not come to pass within 40 s');
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
