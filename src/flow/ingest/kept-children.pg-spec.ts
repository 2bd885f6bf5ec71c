import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startPipeline, type Pipeline } from '../../../test/support/external-source/pipeline.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/postgres/test-database.js';
import { clientAccountSync } from '../../modules/clients/client-account.sync.js';
import { clientSync } from '../../modules/clients/client.sync.js';
import { SyncedEntities } from '../synced-entity/synced-entity.public.js';
import type { IncomingRecord } from './incoming-record.js';
import { Ingestor } from './ingestor.js';
import type { IngestOutcome } from './page-outcome.js';

describe('Ingestor, with rows that are things of their own', () => {
  let testDatabase: TestDatabase;
  let pipeline: Pipeline;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    pipeline = await startPipeline(testDatabase.url, []);
    const entities = pipeline.app.get(SyncedEntities);
    for (const entity of [clientSync, clientAccountSync]) {
      if (entities.find(entity.table) === null) {
        entities.register(entity);
      }
    }
  });
  afterAll(async () => {
    await pipeline.close();
    await testDatabase.drop();
  });
  beforeEach(async () => {
    await pipeline.database.query('TRUNCATE clients, client_accounts, change_log CASCADE');
  });

  const client = (id: string, accounts?: readonly string[]): IncomingRecord => ({
    externalId: id,
    fields: { country: 'TH' },
    ...(accounts === undefined
      ? {}
      : {
          children: {
            client_accounts: accounts.map((number) => ({ key: number, fields: { accountNumber: number } })),
          },
        }),
  });
  const ingest = (records: readonly IncomingRecord[], insertOnly = false): Promise<IngestOutcome> =>
    pipeline.database.transaction((tx) =>
      pipeline.app.get(Ingestor).ingestPage(tx, { table: 'clients', records, insertOnly }),
    );
  const stored = async (): Promise<string[]> => {
    const rows = await pipeline.database.query<{ line: string }>(
      `SELECT clients.external_id || ':' || line_key || CASE WHEN account.missing_since IS NULL THEN '' ELSE '?' END AS line
       FROM client_accounts AS account JOIN clients ON clients.id = client_id ORDER BY 1`,
    );
    return rows.map((row) => row.line);
  };
  const trace = async (): Promise<string> =>
    JSON.stringify(
      await pipeline.database.query('SELECT id, xmin::text, xmax::text FROM client_accounts ORDER BY id'),
    );
  const logCount = async (): Promise<number> => {
    const rows = await pipeline.database.query<{ n: number }>('SELECT count(*)::int AS n FROM change_log');
    return rows[0]!.n;
  };

  it('C3 keeps a row that its record no longer brings, and tells no device', async () => {
    await ingest([client('x', ['1', '2']), client('y', ['3'])]);
    const logged = await logCount();

    const outcome = await ingest([client('x', ['1']), client('y', ['3'])]);

    expect(await stored()).toEqual(['x:1', 'x:2?', 'y:3']);
    expect(outcome).toMatchObject({ updated: [], unchangedCount: 2 });
    expect(await logCount()).toBe(logged);
  });

  it('E7 leaves no trace of a pass in which nothing changed, marked rows included', async () => {
    await ingest([client('x', ['1', '2'])]);
    await ingest([client('x', ['1'])]);
    const before = await trace();

    await ingest([client('x', ['1'])]);

    expect(await trace()).toBe(before);
  });

  it('clears the mark when the row comes back', async () => {
    await ingest([client('x', ['1', '2'])]);
    await ingest([client('x', ['1'])]);

    const outcome = await ingest([client('x', ['1', '2'])]);

    expect(await stored()).toEqual(['x:1', 'x:2']);
    expect(outcome.updated.map((row) => row.externalId)).toEqual(['x']);
  });

  it.each([
    ['in one page', [[client('x', ['1']), client('y', ['2', '3'])]]],
    ['the giver first', [[client('x', ['1'])], [client('y', ['2', '3'])]]],
    ['the taker first', [[client('y', ['2', '3'])], [client('x', ['1'])]]],
    ['when the giver never comes', [[client('y', ['2', '3'])]]],
  ])('C2 moves a row to the record that brings it: %s', async (_name, pages) => {
    await ingest([client('x', ['1', '2']), client('y', ['3'])]);

    for (const page of pages) {
      await ingest(page);
    }

    expect(await stored()).toEqual(['x:1', 'y:2', 'y:3']);
  });

  it('leaves a row with both records that bring it', async () => {
    await ingest([client('x', ['1']), client('y', ['1'])]);
    const before = await trace();

    await ingest([client('x', ['1']), client('y', ['1'])]);

    expect(await stored()).toEqual(['x:1', 'y:1']);
    expect(await trace()).toBe(before);
  });

  it('C4 takes no row from a stored record while it only adds', async () => {
    await ingest([client('x', ['1', '2'])]);

    await ingest([client('x', ['1']), client('y', ['2'])], true);

    expect(await stored()).toEqual(['x:1', 'x:2', 'y:2']);
  });

  it('updates a row that is stored, and skips one that is not, for a record that is only for stored rows', async () => {
    await ingest([client('x', ['1'])]);
    const only = (id: string): IncomingRecord => ({
      externalId: id,
      fields: { country: 'VN' },
      skippedUnlessStored: 'no-account',
    });

    const outcome = await ingest([only('x'), only('y'), only('z')]);
    const adding = await ingest([only('x'), only('y')], true);

    expect(outcome).toMatchObject({ created: [], unchangedCount: 0, skipped: { 'no-account': 2 } });
    expect(outcome.updated.map((row) => row.externalId)).toEqual(['x']);
    expect(adding).toMatchObject({
      created: [],
      updated: [],
      unchangedCount: 1,
      skipped: { 'no-account': 1 },
    });
    expect(await stored()).toEqual(['x:1']);
  });
});
