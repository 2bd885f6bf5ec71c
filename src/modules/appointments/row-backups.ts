import { randomUUID } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT } from '../../config/config.module.js';
import type { Environment } from '../../config/environment.js';
import { Clock } from '../../kernel/clock.js';

/** Keeps rows as they were before a repair or a clearing, in files that only we may read (A9). */
@Injectable()
export class RowBackups {
  constructor(
    @Inject(ENVIRONMENT) private readonly environment: Pick<Environment, 'DATA_DIR'>,
    private readonly clock: Clock,
  ) {}

  /**
   * Writes the rows under `DATA_DIR/backups` and answers the file. It is on the disk when this resolves; when it
   * throws, nothing may be changed.
   */
  async write(purpose: string, rows: readonly unknown[]): Promise<string> {
    const now = this.clock.now().toISOString();
    const folder = path.resolve(this.environment.DATA_DIR, 'backups');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const stamp = now.replaceAll(/[:.]/g, '-');
    const file = path.join(folder, `appointments-${purpose}-${stamp}-${randomUUID().slice(0, 8)}.json`);
    const handle = await open(file, 'wx', 0o600);
    try {
      await handle.writeFile(
        `${JSON.stringify({ table: 'appointments', purpose, writtenAt: now, rows }, null, 2)}\n`,
      );
      await handle.sync();
    } finally {
      await handle.close();
    }
    return file;
  }
}
