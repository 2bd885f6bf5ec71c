import { DataFolder } from './data-folder.js';
import { findNativeBinaries, linkSharedLibraries } from './native-binaries.js';
import { OwnerLock } from './owner-lock.js';
import {
  APPLICATION_DATABASE,
  startServer,
  type EmbeddedPostgresLog,
  type EmbeddedPostgresOptions,
  type RunningServer,
} from './server-start.js';

/**
 * A real PostgreSQL for a machine that has only Node (X1): initialised on first start, bound to 127.0.0.1,
 * kept under DATA_DIR, also when we run as root. One process owns a DATA_DIR at a time; what a killed
 * process left behind is recovered by the next start. It installs no signal handlers: whoever starts it
 * calls `stop` after his own work has drained.
 */
export class EmbeddedPostgres {
  private stopping: Promise<void> | null = null;

  private constructor(
    private readonly server: RunningServer,
    private readonly lock: OwnerLock,
    private readonly log: EmbeddedPostgresLog,
  ) {
    void this.exited.then(() => {
      if (this.stopping === null) {
        log.warn('The embedded PostgreSQL ended by itself.');
      }
    });
  }

  /**
   * Returns when the server answers. Throws when DATA_DIR belongs to a living process, when no binaries exist
   * for this machine, or with the end of the server's log when it does not come up; nothing runs on then.
   */
  static async start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const binaries = await findNativeBinaries();
    await linkSharedLibraries(binaries.folder);
    const folder = new DataFolder(options.dataDir);
    await folder.create();
    const lock = await OwnerLock.acquire(folder.home, options.dataDir);
    try {
      return new EmbeddedPostgres(await startServer(options, folder, binaries), lock, options.log);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** postgres:// URL of the application's database. It exists; the migrations have not run. */
  get url(): string {
    return this.server.urlOf(APPLICATION_DATABASE);
  }

  /** The database `postgres` of the same server, as superuser: for CREATE DATABASE. */
  get adminUrl(): string {
    return this.server.urlOf('postgres');
  }

  /** The postmaster's process id, for tests that kill it. */
  get pid(): number {
    return this.server.postmaster.pid;
  }

  /** Settles when the server has ended, by `stop` or by accident. Never rejects. */
  get exited(): Promise<void> {
    return this.server.postmaster.exited;
  }

  /** Stops the server and waits for its real end (at most about 25 s). May be called twice, and after a crash. */
  async stop(): Promise<void> {
    this.stopping ??= this.stopOnce();
    return this.stopping;
  }

  private async stopOnce(): Promise<void> {
    await this.server.postmaster.stop();
    await this.lock.release();
    this.log.info('The embedded PostgreSQL has stopped.');
  }
}
