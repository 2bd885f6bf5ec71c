import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder of the demo's own, so that every demo begins with an empty database and none meets another's. */
export class ScratchFolder {
  private constructor(readonly path: string) {}

  static async create(): Promise<ScratchFolder> {
    const folder = await mkdtemp(path.join(tmpdir(), 'sync-hub-demo-'));
    // As root, PostgreSQL runs under an account of its own, which has to pass through.
    await chmod(folder, 0o711);
    return new ScratchFolder(folder);
  }

  get dataDir(): string {
    return path.join(this.path, 'data');
  }

  /** What the server logs. */
  get logFile(): string {
    return path.join(this.path, 'server.log');
  }

  /** Removes everything; with `keepLog` all but the log. Only when nothing runs in it any more. */
  async remove(keepLog: boolean): Promise<void> {
    await rm(keepLog ? this.dataDir : this.path, { recursive: true, force: true, maxRetries: 5 });
  }
}
