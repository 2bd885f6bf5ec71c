import { it } from '@jest/globals';
import { OutgoingDesk } from '../../../src/flow/outgoing/outgoing.public.js';
import { startShopProcess } from '../shop/shop-app.js';

/** No test: a worker in a process of its own, started by jest because jest reads TypeScript. It waits to be killed. */
it('delivers to a shop that obeys and never answers', async () => {
  const {
    WORKER_DATABASE_URL: databaseUrl = '',
    WORKER_SHOP_URL: baseUrl = '',
    WORKER_SHOP_TOKEN: token = '',
  } = process.env;
  const app = await startShopProcess({ databaseUrl, writeBack: true }, { baseUrl, token });
  await app.get(OutgoingDesk, { strict: false }).deliverDue();
});
