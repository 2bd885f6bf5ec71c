import { it } from '@jest/globals';
import { OutgoingDesk } from '../../../src/flow/outgoing/outgoing.public.js';
import { startShopProcess } from '../shop/shop-app.js';

/** No test: a worker in a process of its own, started by jest because jest reads TypeScript. It waits to be killed. */
it('delivers to a shop that obeys and never answers', async () => {
  const {
    WORKER_DATABASE_URL: databaseUrl = '',
    STRATTERA_BASE_URL = '',
    STRATTERA_TOKEN = '',
  } = process.env;
  const environment = { STRATTERA_BASE_URL, STRATTERA_TOKEN };
  const app = await startShopProcess({ databaseUrl, writeBack: true }, { environment });
  await app.get(OutgoingDesk, { strict: false }).deliverDue();
});
