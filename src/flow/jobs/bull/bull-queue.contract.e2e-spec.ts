import { randomUUID } from 'node:crypto';
import { describe, it } from '@jest/globals';
import { describeJobQueue } from '../../../../test/contract/job-queue.contract.js';
import { redisMissing, startRedis } from '../../../../test/support/jobs/redis-server.js';

const missing = redisMissing();

if (missing === null) {
  describeJobQueue('Bull on Redis', async () => {
    const redis = await startRedis();
    const prefix = `test-${randomUUID().slice(0, 8)}`;
    return { store: { kind: 'redis', url: redis.url, prefix }, stop: redis.stop };
  });
} else {
  describe('Bull on Redis', () => {
    it.skip(`keeps the contract of a job queue (skipped: ${missing})`, () => undefined);
  });
}
