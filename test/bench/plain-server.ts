import { createServer } from 'node:http';
import pg from 'pg';
import { columnOf, type SyncedEntity } from '../../src/flow/synced-entity/synced-entity.public.js';
import { wireColumnsSql } from '../../src/flow/pull/wire-row.js';
import { SYNCED_TABLES } from './synced-tables.js';

/**
 * The reference of the incremental pull: what a careful person writes without any framework. `node:http`,
 * node-pg with a pool of the product's size, ONE prepared statement for all tables, the JSON built by
 * PostgreSQL, rows found by an index on `updated_at`. No authentication, no log, no deletions, and the
 * losses of such a cursor: it only has to be fast.
 */
const POOL_SIZE = 20;

const pool = new pg.Pool({
  connectionString: process.env.DATABASE_URL,
  max: POOL_SIZE,
  options: '-c plan_cache_mode=force_generic_plan',
});

const STATEMENT = `
  SELECT '{"changes":{' || concat_ws(',', ${SYNCED_TABLES.map(tableSql).join(', ')}) || '},"timestamp":'
         || floor(extract(epoch FROM clock_timestamp()) * 1000) || '}' AS body`;

function tableSql(entity: SyncedEntity): string {
  const { updatedAt } = entity.fields;
  const condition =
    updatedAt === undefined
      ? parentChangedSql(entity)
      : `t.${columnOf('updatedAt', updatedAt)} > to_timestamp($1 / 1000.0)`;
  // By time, so that the plan that is kept goes by the index whatever it believes of the number of rows.
  const order = updatedAt === undefined ? '' : `ORDER BY t.${columnOf('updatedAt', updatedAt)}`;
  return `'"${entity.table}":{"created":[],"updated":' || coalesce((
    SELECT json_agg(x)::text FROM (
      SELECT ${wireColumnsSql(entity, 't')} FROM ${entity.table} AS t WHERE ${condition} ${order} LIMIT 5000) AS x
  ), '[]') || ',"deleted":[]}'`;
}

/** A child without a time of its own changes with its parent. */
function parentChangedSql(entity: SyncedEntity): string {
  const [name, field] =
    Object.entries(entity.fields).find(([, { references }]) => references !== undefined) ?? [];
  if (name === undefined || field === undefined) {
    throw new Error(`${entity.table} has neither updatedAt nor a parent`);
  }
  return `t.${columnOf(name, field)} IN (
    SELECT p.id FROM ${field.references} AS p WHERE p.updated_at > to_timestamp($1 / 1000.0))`;
}

const server = createServer((request, response) => {
  const { searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
  pool
    .query<{ body: string }>({
      name: 'pull',
      text: STATEMENT,
      values: [Number(searchParams.get('since') ?? 0)],
    })
    .then(({ rows }) => {
      const body = Buffer.from(rows[0]?.body ?? '');
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
      response.end(body);
    })
    .catch((error: unknown) => {
      console.error(error);
      response.writeHead(500).end();
    });
});

server.listen(Number(process.env.PORT), '127.0.0.1');
process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
  void pool.end();
});
