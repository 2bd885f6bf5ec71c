import { randomBytes } from 'node:crypto';
import { link, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { processIdentity } from './process-identity.js';

interface Owner {
  readonly pid: number;
  readonly identity: string;
}

const LOCK_NAME = /^owner\.(\d+)\.lock$/;
const RELEASED = '{}';

/**
 * Says which process of ours uses a data folder. It tells a server whose application lives (refuse to start)
 * from an orphan whose application was killed (stop it and go on); PostgreSQL's own `postmaster.pid` cannot.
 *
 * A lock is the file `owner.<generation>.lock` with the highest generation, made by link(2), which has one
 * winner. A dead or released lock is never removed, only followed by the next generation: removing it would
 * let two processes that both saw it dead hold the folder one after the other.
 */
export class OwnerLock {
  private constructor(private readonly file: string) {}

  /** Throws, naming DATA_DIR, when a living process holds the folder. A dead owner's lock is taken over. */
  static async acquire(folder: string, dataDir: string): Promise<OwnerLock> {
    const identity = (await processIdentity(process.pid)) ?? '';
    // A lock appears whole, or not at all: it is written aside, then linked under its name.
    const draft = path.join(folder, `owner.${randomBytes(6).toString('hex')}.draft`);
    await writeFile(draft, JSON.stringify({ pid: process.pid, identity }), { mode: 0o600 });
    try {
      for (;;) {
        const generation = await nextGeneration(folder, dataDir);
        if (generation !== null && (await takeGeneration(folder, draft, generation))) {
          return new OwnerLock(lockFile(folder, generation));
        }
      }
    } finally {
      await rm(draft, { force: true });
    }
  }

  /** Whether a living process holds the folder. It may begin or end a moment later. */
  static async isHeld(folder: string): Promise<boolean> {
    const generations = await listGenerations(folder).catch(() => []);
    const text = await readIfThere(lockFile(folder, Math.max(0, ...generations)));
    return text !== null && (await livingOwner(text)) !== null;
  }

  /** Call it after PostgreSQL has really ended, never before. */
  async release(): Promise<void> {
    await writeFile(this.file, RELEASED);
  }
}

/** The generation to try for; null when the folder changed while we looked. Throws when the owner lives. */
async function nextGeneration(folder: string, dataDir: string): Promise<number | null> {
  const highest = Math.max(0, ...(await listGenerations(folder)));
  if (highest === 0) {
    return 1;
  }
  const text = await readIfThere(lockFile(folder, highest));
  if (text === null) {
    return null;
  }
  await refuseLivingOwner(text, dataDir);
  return highest + 1;
}

/** Links the lock, then looks again: a slow process may have linked a generation that was overtaken long ago. */
async function takeGeneration(folder: string, draft: string, generation: number): Promise<boolean> {
  const file = lockFile(folder, generation);
  if (!(await linked(draft, file))) {
    return false;
  }
  const all = await listGenerations(folder);
  if (all.some((other) => other > generation)) {
    await rm(file, { force: true });
    return false;
  }
  for (const older of all.filter((other) => other < generation)) {
    await rm(lockFile(folder, older), { force: true });
  }
  return true;
}

async function listGenerations(folder: string): Promise<number[]> {
  const names = await readdir(folder);
  return names.flatMap((name) => LOCK_NAME.exec(name)?.slice(1).map(Number) ?? []);
}

function lockFile(folder: string, generation: number): string {
  return path.join(folder, `owner.${generation}.lock`);
}

async function linked(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      return false;
    }
    throw error;
  }
}

async function refuseLivingOwner(text: string, dataDir: string): Promise<void> {
  const owner = await livingOwner(text);
  if (owner !== null) {
    const why = `DATA_DIR ${dataDir} is in use by process ${owner.pid}, whose embedded PostgreSQL is running.`;
    throw new Error(
      `${why} Stop that process, set another DATA_DIR, or share one server through DATABASE_URL.`,
    );
  }
}

async function livingOwner(text: string): Promise<Owner | null> {
  const owner = parseOwner(text);
  return owner !== null && (await processIdentity(owner.pid)) === owner.identity ? owner : null;
}

/** A released or unreadable lock is nobody's. */
function parseOwner(text: string): Owner | null {
  try {
    const owner = JSON.parse(text) as Partial<Owner> | null;
    return typeof owner?.pid === 'number' && typeof owner.identity === 'string'
      ? { pid: owner.pid, identity: owner.identity }
      : null;
  } catch {
    return null;
  }
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return null;
    }
    throw error;
  }
}
