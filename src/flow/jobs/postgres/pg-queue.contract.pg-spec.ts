import { describeJobQueue } from '../../../../test/contract/job-queue.contract.js';
import { createTestDatabase } from '../../../../test/support/postgres/test-database.js';

describeJobQueue('the queue on PostgreSQL', async () => {
  const database = await createTestDatabase();
  return { store: { kind: 'postgres', url: database.url, prefix: '' }, stop: () => database.drop() };
});
