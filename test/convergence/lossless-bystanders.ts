import pg from 'pg';

const LATE_ID = 'late-committer';

/**
 * Transactions that are open the whole time: writers here and in another database of the cluster that do
 * nothing, and, where the server allows it, a prepared one. None may delay or lose anybody's rows; what
 * they wrote appears when they commit, or never.
 */
export class Bystanders {
  private constructor(
    private readonly clients: readonly pg.Client[],
    private readonly late: pg.Client,
    private readonly prepared: string | null,
    /** Marks that must never be seen. */
    readonly rolledBackMarks: readonly string[],
  ) {}

  /** `otherUrl`: another database of the same cluster, with any schema. */
  static async start(url: string, otherUrl: string): Promise<Bystanders> {
    const rolledBack = await open(url);
    await rolledBack.query(
      `INSERT INTO contacts (id, name, notes) VALUES ('never-committed', 'Never', 'bystander-rolled-back')`,
    );
    const other = await open(otherUrl);
    await other.query('CREATE TABLE lossless_bystander (id int)');
    await other.query('INSERT INTO lossless_bystander VALUES (1)');
    const late = await open(url);
    await late.query(
      `INSERT INTO contacts (id, name, notes) VALUES ('${LATE_ID}', 'Late', 'bystander-late')`,
    );
    return new Bystanders([rolledBack, other], late, await prepare(url), ['bystander-rolled-back']);
  }

  get preparedCount(): number {
    return this.prepared === null ? 0 : 1;
  }

  /** Commits what is to be committed; the others stay open until {@link close}. */
  async commitLate(): Promise<void> {
    await this.late.query('COMMIT');
    if (this.prepared !== null) {
      await this.late.query(`COMMIT PREPARED '${this.prepared}'`);
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.clients, this.late].map((client) => client.end()));
  }
}

/** A connection with a transaction that has begun and may stay idle for as long as it takes. */
async function open(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    options: '-c idle_in_transaction_session_timeout=0 -c statement_timeout=0',
  });
  await client.connect();
  await client.query('BEGIN');
  return client;
}

/** Null on a server that has `max_prepared_transactions = 0`, PostgreSQL's default. */
async function prepare(url: string): Promise<string | null> {
  const client = await open(url);
  try {
    const { rows } = await client.query<{ max: number }>(
      `SELECT current_setting('max_prepared_transactions')::int AS max`,
    );
    if ((rows[0]?.max ?? 0) === 0) {
      return null;
    }
    const name = `lossless-${process.pid}-${performance.now()}`;
    await client.query(
      `INSERT INTO contacts (id, name, notes) VALUES ('prepared', 'Prepared', 'bystander-prepared')`,
    );
    await client.query(`PREPARE TRANSACTION '${name}'`);
    return name;
  } finally {
    await client.end();
  }
}
