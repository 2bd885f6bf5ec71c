import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';

/** What `psql -c "COPY … TO STDOUT" > /dev/null` does, for a machine without psql. The statement is the argument. */
const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
await client.connect();
const copy = client.query(copyTo(process.argv[2] ?? ''));
for await (const chunk of copy) {
  process.stdout.write(chunk as Buffer);
}
await client.end();
