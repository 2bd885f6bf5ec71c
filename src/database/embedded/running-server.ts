import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataFolder } from './data-folder.js';
import { OwnerLock } from './owner-lock.js';
import { APPLICATION_DATABASE, urlBuilder } from './server-start.js';

/** Another process may have begun to start its server only just now. */
const READY_ATTEMPTS_MAX = 120;
const RETRY_DELAY_MS = 250;
/** Lines of `postmaster.pid`, from 0: the port, and how far the start has come. */
const PORT_LINE = 3;
const STATUS_LINE = 7;

/**
 * The URL of the embedded server that another living process of ours runs on this DATA_DIR, for a short visit beside
 * it; it ends when that process ends. Null when nobody runs one. Throws when it does not get ready.
 */
export async function findRunningServer(dataDir: string): Promise<string | null> {
  const folder = new DataFolder(dataDir);
  for (let attempt = 1; await OwnerLock.isHeld(folder.home); attempt += 1) {
    const port = await readyPort(folder.cluster);
    if (port !== null) {
      return urlBuilder(await folder.password(), port)(APPLICATION_DATABASE);
    }
    if (attempt === READY_ATTEMPTS_MAX) {
      throw new Error(`The embedded PostgreSQL of another process on ${dataDir} does not get ready.`);
    }
    await sleep(RETRY_DELAY_MS);
  }
  return null;
}

async function readyPort(cluster: string): Promise<number | null> {
  const text = await readFile(path.join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n');
  const port = Number(lines[PORT_LINE]);
  return lines[STATUS_LINE]?.trim() === 'ready' && Number.isInteger(port) ? port : null;
}
