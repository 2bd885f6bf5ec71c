import { it } from '@jest/globals';
import { FakeSource, hang } from './fake-source.js';
import { startPipeline } from './pipeline.js';

/** No test: a worker in a process of its own, started by jest because jest reads TypeScript. It waits to be killed. */
it('stores one page and hangs in the second', async () => {
  const source = new FakeSource('fake');
  source.hasCursors = process.env.WORKER_HAS_CURSORS === 'true';
  source.products = ['1', '2', '3', '4'].map((id) => ({ id, name: `Product ${id}`, price: '1.00' }));
  source.beforePage = (page, signal) => (page === 1 ? hang(signal) : undefined);
  const pipeline = await startPipeline(process.env.WORKER_DATABASE_URL ?? '', [[source, {}]]);
  await pipeline.run('fake');
});
