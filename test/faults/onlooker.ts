import pg from 'pg';

/** One connection of the test's own, beside the application: looks at what is really stored. Close it in `afterAll`. */
export class Onlooker {
  private constructor(private readonly client: pg.Client) {}

  static async open(url: string): Promise<Onlooker> {
    const client = new pg.Client({ connectionString: url, application_name: 'onlooker' });
    client.on('error', () => undefined); // A killed server: the next query says so.
    await client.connect();
    return new Onlooker(client);
  }

  async query<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.client.query<Row>(sql, [...values])).rows;
  }

  /** How many rows there are of `from`, a table with perhaps a WHERE. */
  async count(from: string, values: readonly unknown[] = []): Promise<number> {
    const [row] = await this.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${from}`, values);
    return row?.count ?? 0;
  }

  /** Ends every other connection of an application to this database. Answers how many there were. */
  async endConnections(condition = 'true'): Promise<number> {
    const ended = await this.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'sync-hub' AND pid <> pg_backend_pid() AND ${condition}`,
    );
    return ended.length;
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}
