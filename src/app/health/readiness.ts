import { Inject, Injectable } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { ENVIRONMENT } from '../../config/config.module.js';
import type { Environment } from '../../config/environment.js';
import { JobQueues } from '../../flow/jobs/jobs.public.js';
import { Clock } from '../../kernel/clock.js';
import { ShutdownState } from '../http/shutdown-state.js';

/** Why a process should get no requests now. One word, because anybody may ask. */
export type Readiness = 'ready' | 'ending' | 'database-down' | 'migrations-missing' | 'queue-down';

/** Each step of the check ends by then. */
const CHECK_TIMEOUT_MS = 2_000;
/** Probes within a second share one look, so that nobody can fill PostgreSQL with connections. */
const REMEMBERED_MS = 1_000;

/**
 * Whether this process can serve. Looks through a connection of its own, so that a full pool does not
 * read as "the database is away" (FAULTS B8).
 */
@Injectable()
export class ReadinessCheck {
  private last: { readonly askedAtMs: number; readonly answer: Promise<Readiness> } | null = null;

  constructor(
    @Inject(ENVIRONMENT) private readonly environment: Environment,
    private readonly dataSource: DataSource,
    private readonly shutdown: ShutdownState,
    private readonly clock: Clock,
    private readonly queues: JobQueues,
  ) {}

  async check(): Promise<Readiness> {
    if (this.shutdown.phase !== 'serving') {
      return 'ending';
    }
    const nowMs = this.clock.nowMs();
    if (this.last === null || nowMs - this.last.askedAtMs >= REMEMBERED_MS) {
      this.last = { askedAtMs: nowMs, answer: this.look() };
    }
    return this.last.answer;
  }

  /**
   * A worker without its queue is of no use. A process that serves is: it needs the queue for jobs only, and taken out of
   * the balancer it would cost the clients their sync (FAULTS C1).
   */
  private async look(): Promise<Readiness> {
    const readiness = await this.lookAtDatabase();
    const isOfUse =
      readiness !== 'ready' || this.environment.ROLE !== 'worker' || (await this.queues.areReachable());
    return isOfUse ? readiness : 'queue-down';
  }

  private async lookAtDatabase(): Promise<Readiness> {
    const client = new pg.Client({
      connectionString: this.environment.DATABASE_URL,
      application_name: 'sync-hub health',
      connectionTimeoutMillis: CHECK_TIMEOUT_MS,
      query_timeout: CHECK_TIMEOUT_MS,
    });
    client.on('error', () => undefined); // A cut connection also fails the query, which is what counts.
    try {
      await client.connect();
      const applied = await client.query<{ name: string }>('SELECT name FROM schema_migration');
      const names = new Set(applied.rows.map((row) => row.name));
      return this.migrationNames().every((name) => names.has(name)) ? 'ready' : 'migrations-missing';
    } catch {
      return 'database-down';
    } finally {
      void client.end().catch(() => undefined);
    }
  }

  private migrationNames(): string[] {
    return this.dataSource.migrations.map((migration) => migration.name ?? migration.constructor.name);
  }
}
