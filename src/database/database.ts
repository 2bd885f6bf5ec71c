import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Pool, PoolClient, QueryConfig } from 'pg';
import { isRetryable, isUnavailable, unavailableError } from './database-errors.js';
import type { Sql } from './sql.js';

const ATTEMPTS_MAX = 5;

/** What the change log records about a transaction's author. */
export interface TransactionOptions {
  /** The device whose push this is: its own changes are no conflict for it. */
  readonly originDevice?: string | null;
  /** The user who made the change, for the record's history. */
  readonly actor?: string | null;
  /** How long a statement waits for a row that somebody else holds, before SQLSTATE 55P03. Default: the statement's limit. */
  readonly lockTimeoutMs?: number;
  readonly isolation?: 'READ COMMITTED' | 'REPEATABLE READ READ ONLY';
}

/**
 * Plain SQL on the pool that TypeORM uses too, for where a set-based statement or a stream is the
 * point. Every error that means "PostgreSQL is away" leaves here as `UNAVAILABLE` (503).
 */
@Injectable()
export class Database implements Sql {
  constructor(private readonly pool: Pool) {}

  /**
   * Calls back before a new connection is first used. Behind it there may be another server than before:
   * restarted, failed over, restored.
   */
  onConnect(listener: () => void): void {
    this.pool.on('connect', listener);
  }

  async query<Row extends object>(
    text: string,
    values: readonly unknown[] = [],
    name?: string,
  ): Promise<Row[]> {
    try {
      const result = await this.pool.query<Row>(config(text, values, name));
      return result.rows;
    } catch (error) {
      throw isUnavailable(error) ? unavailableError(error) : error;
    }
  }

  /**
   * Runs `work` in one transaction: all of it is stored, or none. A serialisation failure or a
   * deadlock repeats the whole work at most 5 times, so `work` must have no effect outside `tx`.
   */
  async transaction<T>(work: (tx: Sql) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.withConnection((client) => inTransaction(client, work, options));
      } catch (error) {
        if (!isRetryable(error)) {
          throw error;
        }
        if (attempt === ATTEMPTS_MAX) {
          throw unavailableError(error);
        }
        await sleep(Math.random() * 20 * 2 ** attempt);
      }
    }
  }

  /**
   * Hands out one connection that the caller must give back with `release()`, or with `release(true)`
   * when what it was used for did not come to its end. For streams that outlive a call.
   */
  async lend(): Promise<PoolClient> {
    try {
      return await this.pool.connect();
    } catch (error) {
      throw unavailableError(error);
    }
  }

  /** Lends one connection for the time of `work`. It goes back to the pool, or is closed when broken. */
  async withConnection<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.lend();
    let broken: unknown = null;
    const onError = (error: Error): void => {
      broken = error;
    };
    client.on('error', onError);
    try {
      return await work(client);
    } catch (error) {
      if (isUnavailable(error)) {
        broken = error;
        throw unavailableError(error);
      }
      throw error;
    } finally {
      client.off('error', onError);
      client.release(broken !== null);
    }
  }
}

async function inTransaction<T>(
  client: PoolClient,
  work: (tx: Sql) => Promise<T>,
  options: TransactionOptions,
): Promise<T> {
  await client.query(`BEGIN ISOLATION LEVEL ${options.isolation ?? 'READ COMMITTED'}`);
  try {
    const tx = sqlOf(client);
    await applyOptions(tx, options);
    const result = await work(tx);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    // A broken connection cannot roll back; PostgreSQL does it when the connection ends.
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function applyOptions(tx: Sql, options: TransactionOptions): Promise<void> {
  const { originDevice, actor, lockTimeoutMs } = options;
  if (originDevice != null || actor != null || lockTimeoutMs !== undefined) {
    await tx.query(
      `SELECT set_config('sync_hub.origin_device', $1, true), set_config('sync_hub.actor', $2, true),
              set_config('lock_timeout', $3, true)`,
      [originDevice ?? '', actor ?? '', String(lockTimeoutMs ?? 0)],
      'transaction-options',
    );
  }
}

/** The {@link Sql} of one connection. */
export function sqlOf(client: PoolClient): Sql {
  return {
    query: async <Row extends object>(text: string, values: readonly unknown[] = [], name?: string) =>
      (await client.query<Row>(config(text, values, name))).rows,
  };
}

function config(text: string, values: readonly unknown[], name: string | undefined): QueryConfig {
  return name === undefined ? { text, values: [...values] } : { name, text, values: [...values] };
}
