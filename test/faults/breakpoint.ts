import pg from 'pg';
import { until } from './until.js';

/** Which statement parks: a row of this table, when the condition over NEW and OLD holds. */
export interface BreakpointPlace {
  readonly table: string;
  readonly on: 'INSERT' | 'UPDATE' | 'DELETE';
  /** SQL over `NEW` and `OLD`; default: every row. */
  readonly when?: string;
}

/**
 * Parks whoever writes at exactly one statement (FAULTS, "BP"): a trigger waits for an advisory lock that the test
 * holds. The statement goes on with {@link release}, or ends with its connection.
 */
export class Breakpoint {
  private constructor(
    private readonly client: pg.Client,
    private readonly key: number,
  ) {}

  /** `url` must name a role that owns the table. One breakpoint of a table at a time. */
  static async set(url: string, { table, on, when = 'true' }: BreakpointPlace): Promise<Breakpoint> {
    const key = 1 + Math.floor(Math.random() * 2_000_000_000);
    const client = new pg.Client({ connectionString: url, application_name: 'breakpoint' });
    client.on('error', () => undefined);
    await client.connect();
    await client.query('SELECT pg_advisory_lock($1)', [key]);
    // lock_timeout = 0: the writer's own patience is not what is tested.
    await client.query(`
      CREATE OR REPLACE FUNCTION test_breakpoint_${table}() RETURNS trigger LANGUAGE plpgsql
      SET lock_timeout = 0 SET statement_timeout = 0 AS $fn$
      BEGIN
        IF ${when} THEN PERFORM pg_advisory_xact_lock_shared(${key}); END IF;
        RETURN ${on === 'DELETE' ? 'OLD' : 'NEW'};
      END $fn$;
      CREATE OR REPLACE TRIGGER a_test_breakpoint BEFORE ${on} ON ${table}
      FOR EACH ROW EXECUTE FUNCTION test_breakpoint_${table}();
      ALTER TABLE ${table} ENABLE ALWAYS TRIGGER a_test_breakpoint`);
    return new Breakpoint(client, key);
  }

  /** Answers when `count` writers are parked, with the process ids of their backends. */
  async reached(count = 1): Promise<number[]> {
    let pids: number[] = [];
    await until('somebody is parked at the breakpoint', async () => {
      const { rows } = await this.client.query<{ pid: number }>(
        `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objsubid = 1
           AND classid = ($1::bigint >> 32)::oid AND objid = ($1::bigint & 4294967295)::oid`,
        [this.key],
      );
      pids = rows.map(({ pid }) => pid);
      return pids.length >= count;
    });
    return pids;
  }

  /** Everybody goes on, and nobody parks any more. Safe to call twice. */
  async release(): Promise<void> {
    await this.client.end();
  }
}
