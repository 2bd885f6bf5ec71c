import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { EmbeddedPostgres } from './embedded-postgres.js';
import { findRunningServer } from './running-server.js';

const FAST = { fsync: 'off', shared_buffers: '16MB', max_connections: '20' };

describe('a visit of the embedded PostgreSQL of another process', () => {
  let dataDir: string;

  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(os.tmpdir(), 'running-server-spec-'));
    await chmod(dataDir, 0o711);
  });
  afterEach(async () => {
    await rm(dataDir, { recursive: true, force: true });
  });

  it('finds it while it runs, and nothing before and after', async () => {
    const before = await findRunningServer(dataDir);
    const log = { info: () => undefined, warn: () => undefined };
    const server = await EmbeddedPostgres.start({ dataDir, log, flags: FAST });
    try {
      const found = await findRunningServer(dataDir);

      expect([before, found]).toEqual([null, server.url]);
      const client = new pg.Client({ connectionString: found! });
      await client.connect();
      expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
      await client.end();
    } finally {
      await server.stop();
    }
    expect(await findRunningServer(dataDir)).toBeNull();
  });
});
