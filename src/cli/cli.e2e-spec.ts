import { setTimeout as tick } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startStratteraSimulator, type StratteraSimulator } from '@sync-hub/simulators';
import pg from 'pg';
import {
  type CommandOutcome,
  type CommandSurroundings,
  runCommand,
  type RunningCommand,
  startCommand,
} from '../../test/support/cli/command-line.js';
import { createTestDatabase, type TestDatabase } from '../../test/support/postgres/test-database.js';

const PASSWORD = 'Copper-Kettle-42';
/** An address at which nothing can be reached: a command that touched it would fail in another way. */
const NO_DATABASE = 'postgres://nobody:secret-of-nobody@127.0.0.1:1/none';

describe('the command line', () => {
  let database: TestDatabase;
  let simulator: StratteraSimulator;
  let sql: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    simulator = await startStratteraSimulator({ orders: 30, products: 8, ordersCacheMs: 0 });
    sql = new pg.Client({ connectionString: database.url });
    await sql.connect();
  });
  afterEach(() => {
    simulator.faults.clear();
  });
  afterAll(async () => {
    await sql.end();
    await simulator.close();
    await database.drop();
  });

  const start = (args: string, surroundings: CommandSurroundings = {}): RunningCommand =>
    startCommand(args.split(' '), database.url, {
      ...surroundings,
      environment: {
        ...simulator.environment,
        ...surroundings.environment,
      },
    });
  const run = (args: string, surroundings: CommandSurroundings = {}): Promise<CommandOutcome> =>
    start(args, surroundings).outcome;
  /** A command that waits for a shop which never answers. */
  const startHanging = async (): Promise<RunningCommand> => {
    simulator.faults.timeout();
    const command = start('orders:sync');
    const ended = command.outcome.then(() => true);
    const isRunning = async (): Promise<boolean> => (await lastRun())?.state === 'running';
    while (!(await isRunning()) && !(await Promise.race([ended, tick(20).then(() => false)]))) {
      // It has not begun yet.
    }
    return command;
  };
  const lastRun = async (): Promise<Record<string, unknown> | undefined> =>
    (await sql.query<Record<string, unknown>>('SELECT * FROM source_run ORDER BY started_at DESC LIMIT 1'))
      .rows[0];

  describe('what it is told', () => {
    it('--help lists the commands and the exit codes, and needs no database', async () => {
      const { code, stdout } = await runCommand(['--help'], NO_DATABASE);

      expect(code).toBe(0);
      expect(stdout).toContain('orders:sync');
      expect(stdout).toContain('Exit codes: 0 done');
    });

    it.each([
      ['oders:sync', "unknown command 'oders:sync'\n(Did you mean orders:sync?)"],
      ['orders:sync --jsn', "unknown option '--jsn'\n(Did you mean --json?)"],
      ['orders:sync now', "too many arguments for 'orders:sync'"],
      ['users:create-admin', "required option '--email <address>' not specified"],
      ['users:create-admin --email boss', '--email: this is no e-mail address'],
    ])('%s is a mistake that is explained, and exit code 2', async (args, sentence) => {
      const { code, stdout, stderr } = await runCommand(args.split(' '), NO_DATABASE);

      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain(sentence);
    });

    it('K5 names every bad variable, and no value', async () => {
      const environment = { PORT: 'a-port', DATABASE_POOL_SIZE: '1' };
      const { code, stderr } = await run('migrate', { environment });

      expect(code).toBe(2);
      expect(stderr).toMatch(/PORT: [^]*DATABASE_POOL_SIZE: /);
      expect(stderr).not.toContain('a-port');
    });

    it('B4 a database that cannot be used is exit code 1, and no secret is shown', async () => {
      const { code, stderr } = await runCommand(['migrate'], NO_DATABASE);

      expect(code).toBe(1);
      expect(stderr).toContain('DATABASE_URL: PostgreSQL cannot be used');
      expect(stderr).not.toContain('secret-of-nobody');
    });
  });

  describe('a source', () => {
    it('A10 is read and reported: progress on stderr, data on stdout, exit code 0', async () => {
      const { code, stdout, stderr } = await run('products:sync');

      expect(code).toBe(0);
      expect(stdout).toMatch(/^Strattera products: succeeded in [^]*fetched +8\n[^]*skipped: category +\d/);
      expect(stderr).toContain('strattera-products: ');
      expect(await lastRun()).toMatchObject({ source_key: 'strattera-products', trigger: 'cli' });
    });

    it('with --json stdout is one document', async () => {
      const { code, json } = await run('orders:sync --json');

      expect(code).toBe(0);
      expect(json()).toMatchObject({
        source: 'strattera-orders',
        state: 'succeeded',
        mode: 'full',
        counts: { fetched: 30, created: 30 },
      });
    });

    it('exit code 3 says that records could not be stored', async () => {
      simulator.faults.changedRecords([{ at: 'middle', set: { total_amount: null } }]);

      const { code, stdout } = await run('orders:sync');

      expect(code).toBe(3);
      expect(stdout).toMatch(/completed-with-errors[^]*failed +1/);
    });

    it('E1 exit code 1 says that it failed, and why, without the token', async () => {
      simulator.faults.unauthorized();

      const { code, stdout, stderr } = await run('orders:sync');

      expect(code).toBe(1);
      expect(stdout).toContain('error: unauthorized');
      expect(stdout + stderr).not.toContain(simulator.token);
    });

    it('A10 names missing environment variables', async () => {
      const { code, stderr } = await run('orders:sync', { environment: { STRATTERA_TOKEN: undefined } });

      expect(code).toBe(1);
      expect(stderr).toContain(
        'Strattera orders is not configured. Missing environment variables: STRATTERA_TOKEN',
      );
    });

    it('E16 is not read twice, and Ctrl-C cancels the run in order', async () => {
      const command = await startHanging();
      const running = await lastRun();

      const second = await run('orders:sync');
      command.interrupt();

      expect(second.code).toBe(1);
      expect(second.stderr).toContain(`runId: ${String(running?.id)}`);
      expect((await command.outcome).code).toBe(1);
      expect(await lastRun()).toMatchObject({ id: running?.id, state: 'cancelled' });
    });
  });

  describe('users:create-admin', () => {
    const create = (input: string): Promise<CommandOutcome> =>
      run('users:create-admin --email boss@example.test --json', { input });

    it('I8 refuses a password that may not be used, and takes none as an argument', async () => {
      const { code, stderr } = await create('boss@example.test\n');

      expect(code).toBe(2);
      expect(stderr).toContain('password must not be your name');
      expect((await run('users:create-admin --email b@example.test --password x')).code).toBe(2);
    });

    it('makes an admin once', async () => {
      const first = await create(`${PASSWORD}\n`);
      const second = await create(`${PASSWORD}\n`);

      expect([first.code, first.json()]).toEqual([0, { id: expect.any(String), role: 'admin' }]);
      expect([second.code, second.stdout]).toEqual([1, '']);
      const { rows } = await sql.query(`SELECT role FROM users WHERE email = 'boss@example.test'`);
      expect(rows).toEqual([{ role: 2 }]);
      expect(first.stdout + first.stderr + second.stderr).not.toContain(PASSWORD);
    });
  });

  it('migrate has nothing to do the second time', async () => {
    const { code, json } = await run('migrate --json');

    expect([code, json()]).toEqual([0, { applied: [] }]);
  });

  describe('doctor', () => {
    const findings = async (args = 'doctor --json', surroundings: CommandSurroundings = {}) => {
      const { code, json } = await run(args, surroundings);
      const list = json() as { subject: string; state: string; text: string; advice?: string }[];
      return { code, of: (subject: string) => list.find((finding) => finding.subject === subject) };
    };

    it('finds a healthy product healthy', async () => {
      const { code, of } = await findings();

      expect(code).toBe(0);
      for (const subject of [
        'environment',
        'DATA_DIR',
        'database',
        'migrations',
        'clock',
        'strattera-orders',
      ]) {
        expect(of(subject)).toMatchObject({ state: 'ok' });
      }
    });

    it('has one line for each, with what to do', async () => {
      const { stdout } = await run('doctor', { environment: { STRATTERA_TOKEN: undefined } });

      expect(stdout).toMatch(/^note +strattera-orders +Not configured\. Set STRATTERA_TOKEN to read it\.$/m);
    });

    it('E1 tells a source that refuses us, and stores nothing of it', async () => {
      simulator.faults.unauthorized();

      const { code, of } = await findings();

      expect(code).toBe(1);
      expect(of('strattera-orders')).toMatchObject({
        state: 'failed',
        advice: 'Check the token or the password.',
      });
    });

    it('tells a database that does not answer, without its password', async () => {
      const { code, stdout } = await runCommand(['doctor'], NO_DATABASE);

      expect(code).toBe(1);
      expect(stdout).toContain('FAILED  database             PostgreSQL cannot be used (ECONNREFUSED).');
      expect(stdout).not.toContain('secret-of-nobody');
    });

    it('K5 tells bad variables and looks no further', async () => {
      const { code, stdout } = await run('doctor', { environment: { PORT: 'a-port' } });

      expect(code).toBe(1);
      expect(stdout).toMatch(/^FAILED +environment .*PORT/);
      expect(stdout).not.toContain('database');
    });
  });
});
