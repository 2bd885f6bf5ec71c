import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { Database } from '../../../database/database.js';

/** First half of our advisory locks on sources; the second is the hash of the key. */
const LOCK_CLASS = 7_316_003;

/** Held from before a run's first statement to after its last. */
export interface HeldLock {
  /** Aborted when the connection that holds the lock is gone: then somebody else may hold it. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/**
 * One run per source at a time, on any number of processes (O1, E16): a session lock on a connection of its own, which
 * PostgreSQL lets go by itself when the process dies.
 */
@Injectable()
export class SourceLocks {
  constructor(private readonly database: Database) {}

  /** Null when somebody holds it. Does not wait. */
  acquire(sourceKey: string): Promise<HeldLock | null> {
    return new Promise((resolve, reject) => {
      this.database
        .withConnection(async (client) => {
          const { rows } = await client.query<{ held: boolean }>(
            'SELECT pg_try_advisory_lock($1, hashtext($2)) AS held',
            [LOCK_CLASS, sourceKey],
          );
          if (rows[0]?.held !== true) {
            resolve(null);
            return;
          }
          await holdUntilReleased(client, sourceKey, resolve);
        })
        .catch(reject);
    });
  }
}

/** Ends when the holder releases the lock or the connection breaks. */
async function holdUntilReleased(
  client: PoolClient,
  sourceKey: string,
  handOver: (lock: HeldLock) => void,
): Promise<void> {
  const lost = new AbortController();
  await new Promise<void>((finished, failed) => {
    const onError = (error: Error): void => {
      lost.abort();
      failed(error);
    };
    client.once('error', onError);
    handOver({
      lost: lost.signal,
      release: async () => {
        client.off('error', onError);
        if (!lost.signal.aborted) {
          await client
            .query('SELECT pg_advisory_unlock($1, hashtext($2))', [LOCK_CLASS, sourceKey])
            .catch(failed);
        }
        finished();
      },
    });
  });
}
