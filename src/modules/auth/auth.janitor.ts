import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Database } from '../../database/database.js';

const EVERY_MS = 10 * 60_000;
/** Rows of one table in one go: a clock that jumps ahead does not lose everything at once (FAULTS D3). */
const ROWS_MAX = 5_000;

/** What may go, by PostgreSQL's time. A session takes its refresh tokens with it. */
const PURGES = [
  `DELETE FROM login_throttle WHERE key IN (
     SELECT key FROM login_throttle WHERE empty_at < now() - interval '1 hour' LIMIT $1)`,
  `DELETE FROM refresh_tokens WHERE hash IN (
     SELECT hash FROM refresh_tokens WHERE expires_at < now() OR used_at < now() - interval '7 days' LIMIT $1)`,
  `DELETE FROM auth_sessions WHERE id IN (
     SELECT id FROM auth_sessions
     WHERE expires_at < now() - interval '30 days' OR revoked_at < now() - interval '30 days' LIMIT $1)`,
] as const;

/** Removes old sessions, tokens and limits. Any number of processes may do it at once. */
@Injectable()
export class AuthJanitor implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger(AuthJanitor.name);
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly database: Database) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      // The next time tries again; nothing but disk space depends on it.
      this.purge().catch((error: unknown) => {
        this.log.error(error);
      });
    }, EVERY_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    if (this.timer !== null) {
      clearInterval(this.timer);
    }
  }

  /** At most 5000 rows of each table. */
  async purge(): Promise<void> {
    for (const statement of PURGES) {
      await this.database.query(statement, [ROWS_MAX]);
    }
  }
}
