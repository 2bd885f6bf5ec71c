import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { runMigrations } from '../../src/database/migrator.js';

/** Databases of the benches' own on the server of DATABASE_URL; all are dropped at the end. */
export class BenchDatabases {
  private readonly names: string[] = [];

  constructor(private readonly serverUrl: string) {}

  /** A migrated, empty database; its URL. */
  async create(): Promise<string> {
    const name = `bench_${randomBytes(6).toString('hex')}`;
    await this.run(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'`);
    this.names.push(name);
    const url = new URL(this.serverUrl);
    url.pathname = `/${name}`;
    await runMigrations(url.href);
    return url.href;
  }

  async dropAll(): Promise<void> {
    for (const name of this.names.splice(0)) {
      await this.run(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    }
  }

  private run(sql: string): Promise<void> {
    return withClient(this.serverUrl, async (client) => {
      await client.query(sql);
    });
  }
}

/** One connection for the time of `work`. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
