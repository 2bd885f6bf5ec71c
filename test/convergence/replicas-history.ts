import pg from 'pg';

/** One state that a record had, as the database saw it. */
export interface HistoryEntry {
  readonly seq: number;
  readonly op: string;
  readonly row: Readonly<Record<string, unknown>>;
}

const WATCHED = ['contacts', 'deals', 'tasks', 'products'];
const PARK_KEY = 471_111;

/**
 * Writes down every committed state of every record, in the order of the row locks, by triggers of the
 * test's own: the judge of what was overwritten by what. It also parks a transaction at a table, for
 * the server to be killed there (FAULTS "BP").
 */
export class History {
  /** How often a transaction was caught in the middle. */
  parkedCount = 0;

  private constructor(private readonly pool: pg.Pool) {}

  static async start(databaseUrl: string): Promise<History> {
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 3 });
    await pool.query(SETUP);
    for (const table of WATCHED) {
      await pool.query(`CREATE TRIGGER test_history AFTER INSERT OR UPDATE OR DELETE ON ${table}
        FOR EACH ROW EXECUTE FUNCTION test_note()`);
    }
    for (const table of [
      ...WATCHED,
      'push_ledger',
      'push_result',
      'push_change_result',
      'source_run',
      'orders',
    ]) {
      await pool.query(`CREATE TRIGGER test_park BEFORE INSERT OR UPDATE OR DELETE ON ${table}
        FOR EACH ROW EXECUTE FUNCTION test_park()`);
    }
    return new History(pool);
  }

  query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<pg.QueryResult<Row>> {
    return this.pool.query<Row>(text, values);
  }

  /** The place after everything that is committed now. */
  async now(): Promise<number> {
    const { rows } = await this.query<{ seq: string }>(
      'SELECT coalesce(max(seq), 0) AS seq FROM test_history',
    );
    return Number(rows[0]?.seq);
  }

  /** The states of a record, oldest first. */
  async of(table: string, id: string): Promise<HistoryEntry[]> {
    const { rows } = await this.query<HistoryEntry>(
      'SELECT seq::float8 AS seq, op, row FROM test_history WHERE tbl = $1 AND id = $2 ORDER BY seq',
      [table, id],
    );
    return rows;
  }

  /** All records with a history since a place, each with its states. */
  async since(seq: number): Promise<Map<string, HistoryEntry[]>> {
    const { rows } = await this.query<HistoryEntry & { tbl: string; id: string }>(
      'SELECT seq::float8 AS seq, tbl, id, op, row FROM test_history WHERE seq > $1 ORDER BY seq',
      [seq],
    );
    const records = new Map<string, HistoryEntry[]>();
    for (const { tbl, id, ...entry } of rows) {
      const key = `${tbl}/${id}`;
      records.set(key, [...(records.get(key) ?? []), entry]);
    }
    return records;
  }

  /**
   * Runs `work` while every transaction that writes to the table waits there; `parked` is called once one
   * does. The wait ends afterwards.
   */
  async parkAt<T>(table: string, work: () => Promise<T>, parked: () => Promise<void>): Promise<T> {
    const holder = await this.pool.connect();
    try {
      await holder.query('SELECT pg_advisory_lock($1)', [PARK_KEY]);
      await holder.query('INSERT INTO test_parked (tbl) VALUES ($1)', [table]);
      const over = new AbortController();
      const working = work().finally(() => {
        over.abort();
      });
      working.catch(() => undefined);
      if (await this.isParkedBefore(over.signal)) {
        this.parkedCount += 1;
        await parked();
      }
      await holder.query('DELETE FROM test_parked');
      await holder.query('SELECT pg_advisory_unlock($1)', [PARK_KEY]);
      return await working;
    } finally {
      holder.release();
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private async isParkedBefore(over: AbortSignal): Promise<boolean> {
    while (!over.aborted) {
      if (await this.isSomebodyParked()) {
        return true;
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return false;
  }

  private async isSomebodyParked(): Promise<boolean> {
    const { rows } = await this.query(
      `SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = $1
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      [PARK_KEY],
    );
    return rows.length > 0;
  }
}

const SETUP = `
  CREATE TABLE test_history (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tbl text NOT NULL, id text NOT NULL, op text NOT NULL, row jsonb NOT NULL);
  CREATE INDEX ON test_history (tbl, id, seq);
  CREATE FUNCTION test_note() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO test_history (tbl, id, op, row)
    VALUES (TG_TABLE_NAME, coalesce(NEW.id, OLD.id), left(TG_OP, 1), to_jsonb(coalesce(NEW, OLD)));
    RETURN NULL;
  END $$;
  CREATE TABLE test_parked (tbl text NOT NULL);
  CREATE FUNCTION test_park() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT FROM test_parked WHERE tbl = TG_TABLE_NAME) THEN
      PERFORM pg_advisory_xact_lock_shared(${PARK_KEY});
    END IF;
    RETURN coalesce(NEW, OLD);
  END $$;
`;
