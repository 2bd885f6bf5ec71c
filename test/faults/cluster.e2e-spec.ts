import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { runMigrations } from '../../src/database/migrator.js';
import { startTestApp, type TestApp } from '../support/app/test-app.js';
import { createTestDatabase } from '../support/postgres/test-database.js';
import { contactsPush, FaultClient } from './fault-client.js';
import { restoreInto } from './logical-restore.js';
import { Onlooker } from './onlooker.js';
import { OwnCluster } from './own-cluster.js';

describe('a PostgreSQL cluster that crashes, is copied or is restored', () => {
  let cluster: OwnCluster;
  let app: TestApp;
  let phone: FaultClient;

  beforeAll(async () => {
    cluster = await OwnCluster.start();
  });
  beforeEach(async () => {
    app = await startTestApp({ databaseUrl: cluster.url });
    phone = await FaultClient.signIn(app.url);
  });
  afterEach(async () => {
    await app.close();
  });
  afterAll(async () => {
    await cluster.remove();
  });

  const create = (id: string): ReturnType<FaultClient['push']> =>
    phone.push(contactsPush(randomUUID(), randomUUID(), [id]));

  /** The ids of the contacts that a device has after reading everything. */
  const idsOf = async (reader: FaultClient): Promise<string[]> =>
    ((await reader.initial()).body.changes.contacts?.updated ?? []).map(({ id }) => String(id)).sort();

  const storedIds = async (url: string): Promise<string[]> => {
    const onlooker = await Onlooker.open(url);
    try {
      return (await onlooker.query<{ id: string }>('SELECT id FROM contacts ORDER BY id')).map(
        ({ id }) => id,
      );
    } finally {
      await onlooker.close();
    }
  };

  it('B1 the cluster is killed under load, twice: 503 meanwhile, the pool recovers, acknowledged pushes are there', async () => {
    const acknowledged: string[] = [];
    const statuses = new Set<number>();
    let isOver = false;
    const since = (await phone.initial()).body.timestamp;
    const pushers = ['p', 'q', 'r'].map(async (name) => {
      const deviceId = randomUUID();
      for (let n = 0; !isOver; n += 1) {
        const id = `b1-${name}-${n}`;
        const body = contactsPush(randomUUID(), deviceId, [id]);
        const answer = await phone.whileAway(async () => {
          const one = await phone.push(body);
          statuses.add(one.status);
          expect(one.status === 503 && one.headers.get('retry-after') === null).toBe(false);
          return one;
        });
        expect(answer.status).toBe(200);
        acknowledged.push(id);
      }
    });
    const grown = async (by: number): Promise<void> => {
      const goal = acknowledged.length + by;
      while (acknowledged.length < goal) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };

    for (let round = 0; round < 2; round += 1) {
      await grown(10);
      await cluster.crash();
      await cluster.startAgain();
    }
    await grown(10);
    isOver = true;
    await Promise.all(pushers);

    expect([...statuses].sort()).toEqual([200, 503]);
    expect(await storedIds(cluster.url)).toEqual([...acknowledged].sort());
    const pulled = (await phone.pull(since)).body.changes.contacts?.updated ?? [];
    expect(pulled.map(({ id }) => id).sort()).toEqual([...acknowledged].sort());
    const onlooker = await Onlooker.open(cluster.url);
    expect(await onlooker.count(`change_log WHERE entity_id LIKE 'b1-%' AND op <> 'R'`)).toBe(
      acknowledged.length,
    );
    await onlooker.close();
  });

  it('B9 writers that stay open, here, in another database and prepared, delay only their own rows', async () => {
    const since = (await phone.initial()).body.timestamp;
    const clients = [cluster.url, cluster.adminUrl, cluster.url].map(
      (url) => new pg.Client({ connectionString: url, application_name: 'dawdler' }),
    );
    const [here, elsewhere, prepared] = clients;
    await Promise.all(clients.map((client) => client.connect()));
    try {
      await elsewhere!.query('BEGIN; SELECT pg_current_xact_id()');
      await here!.query(`BEGIN; INSERT INTO contacts (id, name) VALUES ('b9-late', 'Late')`);
      await prepared!.query(
        `BEGIN; INSERT INTO contacts (id, name) VALUES ('b9-prepared', 'P'); PREPARE TRANSACTION 'b9'`,
      );
      expect((await create('b9-around')).status).toBe(200);

      const around = await phone.pull(since);
      const status = await phone.get<{ oldestOpenWriter: object }>('/api/sync/status');

      expect(contactIds(around)).toEqual(['b9-around']);
      expect(status.body.oldestOpenWriter).toMatchObject({ database: 'postgres', application: 'dawdler' });
      await elsewhere!.query('COMMIT');
      await here!.query('COMMIT');
      await prepared!.query(`COMMIT PREPARED 'b9'`);
      expect(contactIds(await phone.pull(around.body.timestamp))).toEqual(['b9-late', 'b9-prepared']);
      expect((await phone.get('/api/sync/status')).body.oldestOpenWriter).toEqual({ ageMs: 0 });
    } finally {
      await Promise.all(clients.map((client) => client.end()));
    }
  });

  it('B16 files of an earlier day are put back: what was seen since is 410, what was seen before goes on', async () => {
    await create('b16-before');
    const before = (await phone.initial()).body.timestamp;
    await app.close();
    await cluster.stop();
    await cluster.copyFiles();
    await cluster.startAgain();
    app = await startTestApp({ databaseUrl: cluster.url });
    phone = phone.at(app.url);
    await create('b16-lost');
    const after = (await phone.pull(before)).body.timestamp;
    await app.close();

    await cluster.stop();
    await cluster.putFilesBack();
    await cluster.startAgain();
    app = await startTestApp({ databaseUrl: cluster.url });
    phone = phone.at(app.url);
    await create('b16-after');

    const lost = await phone.get(`/api/sync/incremental?since=${after}`);
    expect([lost.status, lost.body.strategy]).toEqual([410, 'replacement']);
    const early = await phone.pull(before);
    expect([200, 410]).toContain(early.status);
    expect(early.status === 200 ? contactIds(early) : ['b16-after']).toEqual(['b16-after']);
    expect(await idsOf(phone)).toEqual(await storedIds(cluster.url));
    expect(await idsOf(phone)).not.toContain('b16-lost');
  });

  it('B15 K4 a dump is restored in another cluster: 410 for every device, which then converges', async () => {
    const origin = await createTestDatabase();
    const old = await startTestApp({ databaseUrl: origin.url });
    const onlooker = await Onlooker.open(origin.url);
    // Transaction ids of the old cluster lie in the future of the new one.
    await onlooker.query(
      'DO $$ BEGIN FOR n IN 1..3000 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$',
    );
    const device = await FaultClient.signIn(old.url);
    await device.push(contactsPush(randomUUID(), randomUUID(), ['b15-1', 'b15-2']));
    const since = (await device.initial()).body.timestamp;
    await onlooker.close();
    await old.close();
    const admin = await Onlooker.open(cluster.adminUrl);
    await admin.query('CREATE DATABASE restored');
    await admin.close();
    const restoredUrl = cluster.url.replace(/\/[^/]*$/, '/restored');
    await runMigrations(restoredUrl);
    await restoreInto(restoredUrl, origin.url);
    await origin.drop();

    const present = await startTestApp({ databaseUrl: restoredUrl });
    try {
      const reader = device.at(present.url);
      const refused = await reader.get(`/api/sync/incremental?since=${since}`);
      expect([refused.status, refused.body.code, refused.body.strategy]).toEqual([
        410,
        'GENERATION_CHANGED',
        'replacement',
      ]);
      expect(await idsOf(reader)).toEqual(['b15-1', 'b15-2']);
      const next = (await reader.initial()).body;
      expect(next.generation).toBeGreaterThan(1);
      await reader.push(contactsPush(randomUUID(), randomUUID(), ['b15-3']));
      expect(contactIds(await reader.pull(next.timestamp))).toEqual(['b15-3']);
    } finally {
      await present.close();
    }
  });
});

function contactIds({ body }: Awaited<ReturnType<FaultClient['pull']>>): unknown[] {
  return (body.changes.contacts?.updated ?? []).map(({ id }) => id).sort();
}
