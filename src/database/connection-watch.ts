import { setTimeout as sleep, setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import pg, { type Pool, type PoolClient } from 'pg';

const LOOK_EVERY_MS = 1_000;
/** A connection that is lent for longer makes us ask whether PostgreSQL is still there. */
const LENT_MS_MAX = 4_000;
/** PostgreSQL answers a trivial question within this time, or the network has swallowed it. */
const PROBE_MS_MAX = 3_000;
const UNREACHABLE = new Set(['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN']);

/**
 * Ends connections that a network has silently dropped, so that a request fails with 503 within 10 s instead of
 * waiting for TCP to give up after minutes (FAULTS B5). It asks over a connection of its own: a long statement, a
 * slow reader and a server that refuses connections are all answers; only silence counts, and then every
 * connection of the pool is ended at once. The outcome of what was under way is unknown, as with any cut (B3).
 */
@Injectable()
export class ConnectionWatch implements OnApplicationShutdown {
  private readonly logger = new Logger(ConnectionWatch.name);
  private readonly known = new Set<PoolClient>();
  private readonly lentAtMs = new Map<PoolClient, number>();
  private readonly timer: NodeJS.Timeout;
  private isAsking = false;

  constructor(
    pool: Pool,
    private readonly url: string,
  ) {
    pool.on('acquire', (client) => {
      this.known.add(client);
      this.lentAtMs.set(client, performance.now());
    });
    pool.on('release', (_error, client) => this.lentAtMs.delete(client));
    pool.on('remove', (client) => {
      this.known.delete(client);
      this.lentAtMs.delete(client);
    });
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    const latest = performance.now() - LENT_MS_MAX;
    if (this.isAsking || ![...this.lentAtMs.values()].some((lentAtMs) => lentAtMs < latest)) {
      return;
    }
    this.isAsking = true;
    try {
      if (await isSilent(this.url)) {
        this.logger.warn(`PostgreSQL is silent: ${this.known.size} connections are given up`);
        this.known.forEach(destroy);
      }
    } finally {
      this.isAsking = false;
    }
  }
}

async function isSilent(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, application_name: 'sync-hub watch' });
  client.on('error', () => undefined); // It also fails the question, which is what counts.
  let isAnswered = false;
  const asked = client
    .connect()
    .then(() => client.query('SELECT 1'))
    .then(
      () => (isAnswered = true),
      (error: unknown) => (isAnswered = !isUnreachable(error)),
    );
  const patience = new AbortController();
  await Promise.race([asked, sleep(PROBE_MS_MAX, undefined, { signal: patience.signal })]);
  patience.abort();
  // When this process was busy itself, the answer may lie there and not be read yet.
  await nextTurn();
  await nextTurn();
  destroy(client);
  return !isAnswered;
}

function isUnreachable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && UNREACHABLE.has(String(error.code));
}

/** Without a farewell: nobody would hear it. Whoever waits on the connection gets its end as an error. */
function destroy(client: pg.Client | PoolClient): void {
  const connection = Reflect.get(client, 'connection') as { readonly stream: { destroy: () => void } };
  connection.stream.destroy();
}
