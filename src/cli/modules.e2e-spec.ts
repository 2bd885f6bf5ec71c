import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type AltegioSimulator,
  type ExnessSimulator,
  startAltegioSimulator,
  startExnessSimulator,
  startWisproSimulator,
  type WisproSimulator,
} from '@sync-hub/simulators';
import pg from 'pg';
import { startTestApp } from '../../test/support/app/test-app.js';
import { type CommandOutcome, runCommand, startCommand } from '../../test/support/cli/command-line.js';
import { createTestDatabase, type TestDatabase } from '../../test/support/postgres/test-database.js';
import { SourceRunner } from '../flow/external-source/external-source.public.js';

describe('the commands of the modules', () => {
  let database: TestDatabase;
  let sql: pg.Client;
  let exness: ExnessSimulator;
  let wispro: WisproSimulator;
  let altegio: AltegioSimulator;

  beforeAll(async () => {
    database = await createTestDatabase();
    sql = new pg.Client({ connectionString: database.url });
    await sql.connect();
    exness = await startExnessSimulator();
    wispro = await startWisproSimulator();
    altegio = await startAltegioSimulator({ records: 60 });
  });
  afterAll(async () => {
    await Promise.all([exness.close(), wispro.close(), altegio.close()]);
    await sql.end();
    await database.drop();
  });

  const run = (args: string): Promise<CommandOutcome> =>
    runCommand(args.split(' '), database.url, {
      environment: { ...exness.environment, ...wispro.environment, ...altegio.environment },
    });

  describe('clients:sync', () => {
    it('C6 --show-api says why no id matches, and then reads everything', async () => {
      const { code, stdout } = await run('clients:sync --show-api');

      expect(code).toBe(0);
      expect(stdout).toMatch(/V1 count: 122 [^]*V2 count: 100 /);
      expect(stdout).toMatch(/as they are[^]*Matching UIDs: 0\n {2}V1 only: 122\n {2}V2 only: 100\n/);
      expect(stdout).toMatch(/first 8 characters, as[^]*Matching UIDs: 98\n/);
      expect(stdout).toMatch(/New clients added: 100\nTotal API clients: 122\nExisting clients: 0\n$/);
    });

    it('C4 --new-only adds what is not stored', async () => {
      const { code, json } = await run('clients:sync --new-only --json');

      expect(code).toBe(0);
      expect(json()).toMatchObject({
        new_clients_added: 0,
        total_api_clients: 122,
        existing_clients: 100,
        run: { mode: 'new-only', state: 'succeeded' },
      });
    });
  });

  it('W9 wispro:sync reads some pages for a trial', async () => {
    const { json } = await run('wispro:sync --page-size 10 --max-pages 2 --json');

    expect(json()).toMatchObject({ source: 'wispro', pages: 2, counts: { fetched: 20 } });
    expect((await run('wispro:sync --page-size many')).code).toBe(2);
  });

  describe('appointments', () => {
    it('A2 A7 reads two days and all between them, and reports (A10)', async () => {
      const { code, stdout } = await run('appointments:sync 2025-01-01 2025-12-31');

      expect([0, 3]).toContain(code);
      expect(stdout).toMatch(/^Appointments of 2025-01-01 to 2025-12-31: /);
      expect(stdout).toMatch(/pages +\d+\n[^]*saved +\d+\n[^]*skipped +\d+: Not an individual lesson/);
    });

    it('A2 Invalid date format: nothing is fetched', async () => {
      const before = altegio.journal.length;

      const { code, stderr } = await run('appointments:sync 31.12.2025 2026-01-01');

      expect(code).toBe(2);
      expect(stderr).toContain('Invalid date format');
      expect(altegio.journal).toHaveLength(before);
    });

    it('A10 names missing environment variables, once', async () => {
      const { code, stderr } = await runCommand(['appointments:sync', 'today'], database.url);

      expect([code, stderr.match(/Missing environment variables: ALTEGIO_BASE_URL/g)]).toMatchObject([
        1,
        { length: 1 },
      ]);
    });

    it('asks only a person', async () => {
      const [none, interactive] = [await run('appointments:sync'), await run('appointments:sync -i')];

      expect([none.code, interactive.code]).toEqual([2, 2]);
      expect(none.stderr).toContain('Which days? Write today, yesterday,');
      expect(interactive.stderr).toContain('this needs a terminal');
    });

    it('A8 appointments:stats counts, and --clean removes duplicates', async () => {
      const { code, stdout } = await run('appointments:stats');
      const cleaned = await run('appointments:stats --clean --json');

      expect(code).toBe(0);
      expect(stdout).toMatch(/^Appointments: \d+ [^]*no-show +\d+[^]*Top teachers:[^]*By date/);
      expect(cleaned.json()).toMatchObject({
        total: expect.any(Number),
        duplicates: 0,
        cleaned: { removedCount: expect.any(Number) },
      });
    });

    it('A9 appointments:validate finds and --fix repairs, and says what is left', async () => {
      await sql.query(
        `UPDATE appointments SET lead_name = ' ' WHERE id = (SELECT min(id) FROM appointments)`,
      );

      const { stdout } = await run('appointments:validate --fix');
      const after = await run('appointments:validate --json');

      expect(stdout).toContain('Repaired 1: blank-names-emptied');
      const { isValid } = after.json() as { isValid: boolean };
      expect(after.code).toBe(isValid ? 0 : 3);
    });
  });

  describe('outgoing', () => {
    beforeEach(async () => {
      await sql.query('TRUNCATE outgoing_change RESTART IDENTITY');
      await sql.query(`
        INSERT INTO outgoing_change (source_key, entity, record_id, external_id, fields, base, state, error)
        VALUES ('altegio', 'appointments', 'a1', '17', '{"comment": "of a person"}', '{}', 'rejected', 'refused')`);
    });

    it('S6 is counted and listed, without the values', async () => {
      const [status, list] = [
        await run('outgoing:status --json'),
        await run('outgoing:list --state rejected'),
      ];

      expect(status.json()).toMatchObject({ queued: 0, rejected: 1 });
      expect(list.stdout).toMatch(
        /^id +source +entity [^]*\n1 +altegio +appointments +a1 +comment +rejected +0 +refused/,
      );
      expect(list.stdout).not.toContain('of a person');
      expect((await run('outgoing:list --state odd')).code).toBe(2);
    });

    it('S6 a change is discarded or retried by a person', async () => {
      const [retried, discarded, unknown] = [
        await run('outgoing:retry 1'),
        await run('outgoing:discard 1 --json'),
        await run('outgoing:retry 99'),
      ];

      expect(retried.stdout).toBe('Change 1 is queued now.\n');
      expect([discarded.code, discarded.json()]).toMatchObject([0, { id: '1', state: 'discarded' }]);
      expect([unknown.code, unknown.stderr]).toEqual([1, 'error: There is no such outgoing change.\n']);
    });

    it('S6 all that were given up are retried at once', async () => {
      const [all, again] = [await run('outgoing:retry all --json'), await run('outgoing:retry all')];

      expect([all.code, all.json(), again.stdout]).toEqual([0, { retried: 1 }, '0 put back.\n']);
      expect((await run('outgoing:status --json')).json()).toMatchObject({ queued: 1, rejected: 0 });
    });

    it('outgoing:work --once delivers what is due', async () => {
      await sql.query('TRUNCATE outgoing_change');

      const { code, json } = await run('outgoing:work --once --json');

      expect([code, json()]).toMatchObject([0, { applied: 0, postponed: 0 }]);
    });
  });

  describe('queue', () => {
    it('W8 counts the jobs and lists the failed ones', async () => {
      const [status, failed] = [await run('queue:status --json'), await run('queue:failed')];

      expect(status.json()).toMatchObject({
        'source-runs': { pending: 0, running: 0, failed: 0, completed: 0 },
      });
      expect([failed.code, failed.stdout]).toEqual([0, 'No job has failed.\n']);
    });

    it('W8 retries one or all', async () => {
      const [all, unknown] = [await run('queue:retry all --json'), await run('queue:retry source-runs:none')];

      expect([all.code, all.json()]).toEqual([0, { retried: 0 }]);
      expect([unknown.code, unknown.stderr]).toEqual([1, 'error: There is no such job\n']);
      expect((await run('queue:retry')).code).toBe(2);
    });

    it('W8 queue:work --once carries out the next run that another process has left', async () => {
      expect((await run('queue:work --once')).stdout).toBe('No job is due.\n');

      const api = await startTestApp({
        databaseUrl: database.url,
        environment: { ROLE: 'api', ...wispro.environment },
      });
      try {
        const { runId } = await api.app
          .get(SourceRunner, { strict: false })
          .start('wispro', { mode: 'full', maxPages: 1 }, { kind: 'manual' });

        const { code, json } = await run('queue:work --once --json');

        expect([code, json()]).toEqual([0, { carriedOut: 1 }]);
        const { rows } = await sql.query('SELECT state, pages FROM source_run WHERE id = $1', [runId]);
        expect(rows).toMatchObject([{ pages: 1 }]);
      } finally {
        await api.close();
      }
    });

    it('W8 queue:work carries them out until Ctrl-C', async () => {
      const command = startCommand(['queue:work'], database.url);
      await command.said('Waiting for jobs.');

      command.interrupt();

      expect((await command.outcome).code).toBe(0);
    });
  });
});
