import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../../../test/support/app/test-app.js';
import { Database } from '../../database/database.js';
import { OUTGOING_STATES, type OutgoingState } from './outgoing-change.state.js';
import { OutgoingRetention } from './outgoing-retention.js';

describe('the retention of outgoing changes', () => {
  let server: TestApp;
  let sql: Database;

  beforeAll(async () => {
    server = await startTestApp();
    sql = server.app.get(Database, { strict: false });
  });
  afterAll(() => server.close());

  /** Its end is `days` ago; what waits has none. */
  const add = (state: OutgoingState, days: number, releaseAt: string | null = null): Promise<object[]> =>
    sql.query(
      `INSERT INTO outgoing_change
         (source_key, entity, record_id, external_id, fields, base, state, release_at, created_at, ended_at, claim,
          claimed_until)
       SELECT 'altegio', 'appointments', $2::text || ' days', '17', '{"comment": "x"}', '{}', $1, $3::timestamptz, past,
              CASE WHEN $1 NOT IN ('queued', 'applying') THEN past END,
              CASE WHEN $1 = 'applying' THEN gen_random_uuid() END, CASE WHEN $1 = 'applying' THEN now() END
       FROM (SELECT now() - make_interval(days => $2::int)) AS at (past)`,
      [state, days, releaseAt],
    );
  const left = async (): Promise<string[]> => {
    const rows = await sql.query<{ text: string }>(
      `SELECT state || ', ' || record_id AS text FROM outgoing_change ORDER BY 1`,
    );
    return rows.map(({ text }) => text);
  };

  it('S6 forgets after a month what was delivered, discarded or given up, and never what waits', async () => {
    for (const state of OUTGOING_STATES) {
      await add(state, 29);
      await add(state, 31);
    }
    // Delivered, and its override has not been let go of yet.
    await add('applied', 32, '2100-01-01T00:00:00Z');

    const outcome = await server.app.get(OutgoingRetention, { strict: false }).run();

    expect(outcome).toEqual({ forgottenChangeCount: 3 });
    expect(await left()).toEqual([
      'applied, 29 days',
      'applied, 32 days',
      'applying, 29 days',
      'applying, 31 days',
      'conflicted, 29 days',
      'conflicted, 31 days',
      'discarded, 29 days',
      'queued, 29 days',
      'queued, 31 days',
      'rejected, 29 days',
    ]);
  });
});
