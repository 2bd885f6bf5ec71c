import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { inRepository } from './paths.mjs';
import { transpileFolder } from './transpile.mjs';

const TEMPORARY_PREFIX = 'sync-hub-pg-';

/** Data that is thrown away needs no durability. Never for anything else. */
export const THROWAWAY_FLAGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '400',
  max_wal_size: '2GB',
};

const QUIET_LOG = { info: () => undefined, warn: (message) => console.error(message) };

/** The product's own class, taken from source, so that it is there before the first build. */
export async function loadEmbeddedPostgres() {
  const compiled = inRepository('node_modules', '.cache', 'sync-hub', 'embedded');
  await transpileFolder(inRepository('src', 'database', 'embedded'), compiled);
  const module = await import(pathToFileURL(path.join(compiled, 'embedded-postgres.js')).href);
  return module.EmbeddedPostgres;
}

/** A server in a new temporary folder; `stop` removes the folder with it. */
export async function startTemporaryPostgres(flags = THROWAWAY_FLAGS) {
  const EmbeddedPostgres = await loadEmbeddedPostgres();
  await removeAbandonedFolders();
  const dataDir = await mkdtemp(path.join(os.tmpdir(), `${TEMPORARY_PREFIX}${process.pid}-`));
  await chmod(dataDir, 0o711); // as root, the server runs as another account
  const removeFolder = () => rm(dataDir, { recursive: true, force: true });
  try {
    const server = await EmbeddedPostgres.start({ dataDir, log: QUIET_LOG, flags });
    const stop = () => server.stop().then(removeFolder);
    return { url: server.url, adminUrl: server.adminUrl, stop };
  } catch (error) {
    await removeFolder();
    throw error;
  }
}

/**
 * Runs `work` with a server's URLs: DATABASE_URL's when it is set, else those of a temporary one, which is
 * stopped and removed whatever happens.
 */
export async function withPostgres(work, flags) {
  const given = process.env.DATABASE_URL;
  if (given) {
    return work({ url: given, adminUrl: given });
  }
  const server = await startTemporaryPostgres(flags);
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}

/** A run killed by SIGKILL leaves its folder, named after its process; the watchdog has stopped the server in it. */
async function removeAbandonedFolders() {
  for (const name of await readdir(os.tmpdir())) {
    const pid = name.startsWith(TEMPORARY_PREFIX) ? Number(name.split('-').at(-2)) : NaN;
    if (Number.isInteger(pid) && !isAlive(pid)) {
      await rm(path.join(os.tmpdir(), name), { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
