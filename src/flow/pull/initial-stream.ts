import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import pg, { type PoolClient } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { Database } from '../../database/database.js';
import { AppError } from '../../kernel/app-error.js';
import type { Principal } from '../../kernel/principal.js';
import { type Tick, Ticks } from '../change-log/change-log.public.js';
import { SyncedEntities } from '../synced-entity/synced-entity.public.js';
import { type PullView, pullView } from './pull-caller.js';
import type { ReadTable } from './window-statement.js';
import { wireColumnsSql } from './wire-row.js';

/** Streams hold a connection each for as long as a phone reads: the others are kept for everybody else. */
const STREAMS_MAX = 8;
/** A reader that takes nothing for so long is gone (FAULTS F5). */
const READER_IDLE_MS_MAX = 60_000;

/**
 * A first sync in one response: NDJSON from one snapshot, by COPY piped to the response, in constant
 * memory (SYNC-PROTOCOL §3). A stream that breaks has no end line.
 */
@Injectable()
export class InitialStream {
  private openCount = 0;

  constructor(
    private readonly database: Database,
    private readonly ticks: Ticks,
    private readonly entities: SyncedEntities,
  ) {}

  /** Opens the stream. Throws 400 for unknown tables and 503 while too many streams are being read. */
  async open(tables: readonly string[] | null, principal: Principal): Promise<Readable> {
    const view = pullView(this.entities, principal, tables);
    if (this.openCount >= STREAMS_MAX) {
      throw new AppError('UNAVAILABLE', 'Too many first syncs are being sent right now.', {
        retryAfterSeconds: 2 + Math.floor(Math.random() * 8),
      });
    }
    // Before the snapshot: what commits between the two comes again with the first incremental pull.
    const tick = await this.ticks.take();
    this.openCount += 1;
    const lines = this.lines(view, tick);
    const stream = Readable.from(lines, { objectMode: false, highWaterMark: 1 << 18 });
    stream.once('close', () => {
      this.openCount -= 1;
    });
    return stream;
  }

  private async *lines(view: PullView, tick: Tick): AsyncGenerator<Buffer | string> {
    const client = await this.database.lend();
    let isFinished = false;
    try {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      await client.query(
        'SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0',
      );
      yield `{"timestamp":${tick.id},"generation":${tick.gen},"tables":{`;
      let total = 0;
      for (const [index, table] of view.tables.entries()) {
        const count = await countRows(client, table, view.tokens);
        total += count;
        yield `${index === 0 ? '' : ','}"${table.entity.table}":${count}`;
      }
      yield '}}\n';
      for (const table of view.tables) {
        yield* copyRows(client, table, view.tokens);
      }
      await client.query('COMMIT');
      isFinished = true;
      yield `{"end":true,"rows":${total}}\n`;
    } finally {
      // A COPY in the middle can only be ended with its connection.
      client.release(!isFinished);
    }
  }
}

async function countRows(client: PoolClient, table: ReadTable, tokens: readonly string[]): Promise<number> {
  const { rows } = await client.query<{ count: string }>(
    `SELECT count(*) AS count FROM ${table.entity.table} AS t WHERE ${scopeSql(table, tokens)}`,
  );
  return Number(rows[0]?.count ?? 0);
}

/**
 * CSV with a quote and a delimiter that JSON text never holds is the raw text, one row a line: the text format would
 * double every backslash. The delimiter is a tab, which JSON allows between two tokens: what is around a row is
 * written beside it, not copied into a longer text with it.
 */
async function* copyRows(
  client: PoolClient,
  table: ReadTable,
  tokens: readonly string[],
): AsyncGenerator<Buffer> {
  const { entity } = table;
  const copy = client.query(
    copyTo(`COPY (
      SELECT '{"t":"${entity.table}","r":', row_to_json(x), '}'
      FROM (SELECT ${wireColumnsSql(entity, 't')} FROM ${entity.table} AS t
            WHERE ${scopeSql(table, tokens)}) AS x
    ) TO STDOUT WITH (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\t', ENCODING 'UTF8')`),
  );
  try {
    for await (const chunk of copy) {
      const idle = setTimeout(() => copy.destroy(new Error('The reader takes nothing')), READER_IDLE_MS_MAX);
      try {
        yield chunk as Buffer;
      } finally {
        clearTimeout(idle);
      }
    }
  } finally {
    copy.destroy();
  }
}

/** COPY takes no parameters: the tokens are quoted by the driver. */
function scopeSql({ isScoped }: ReadTable, tokens: readonly string[]): string {
  return isScoped
    ? `t.scope && ARRAY[${tokens.map((token) => pg.escapeLiteral(token)).join(', ')}]::text[]`
    : 'true';
}
