import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';
import { runMigrations } from '../../src/database/migrator.js';

const run = promisify(execFile);
const SILENT = { info: () => undefined, warn: () => undefined };
/** No power cut is played here: what a killed process has written, the kernel keeps. */
const FLAGS = {
  fsync: 'off',
  full_page_writes: 'off',
  shared_buffers: '32MB',
  max_prepared_transactions: '5',
};

/** A PostgreSQL of a test's own, to be killed, stopped, copied and put back; always on the same port. */
export class OwnCluster {
  private constructor(
    private readonly folder: string,
    private server: EmbeddedPostgres,
    readonly url: string,
    readonly adminUrl: string,
  ) {}

  /** Migrated and running. Remove it in `afterAll`. */
  static async start(): Promise<OwnCluster> {
    const folder = await mkdtemp(path.join(os.tmpdir(), `sync-hub-pg-${process.pid}-`));
    await chmod(folder, 0o711); // As root, the server runs as another account.
    const server = await EmbeddedPostgres.start({ dataDir: folder, log: SILENT, flags: FLAGS });
    await runMigrations(server.url);
    return new OwnCluster(folder, server, server.url, server.adminUrl);
  }

  /** SIGKILL to the postmaster, and waits for its real end. */
  async crash(): Promise<void> {
    process.kill(this.server.pid, 'SIGKILL');
    await this.server.exited;
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }

  /** After {@link crash} or {@link stop}: the same files, the same port. */
  async startAgain(): Promise<void> {
    await this.server.stop();
    const port = Number(new URL(this.url).port);
    this.server = await EmbeddedPostgres.start({ dataDir: this.folder, log: SILENT, flags: FLAGS, port });
  }

  /** The files of a stopped cluster, kept beside it. */
  async copyFiles(): Promise<void> {
    await run('cp', ['-a', this.files, `${this.files}.copy`]);
  }

  /** Puts the files back that {@link copyFiles} has kept. The cluster must be stopped. */
  async putFilesBack(): Promise<void> {
    await rm(this.files, { recursive: true });
    await run('mv', [`${this.files}.copy`, this.files]);
  }

  async remove(): Promise<void> {
    await this.server.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  private get files(): string {
    return path.join(this.folder, 'postgres', 'data');
  }
}
