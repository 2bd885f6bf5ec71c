import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { processArguments, processIdentity, waitForEnd } from './process-identity.js';

const FAST_SHUTDOWN_MS = 20_000;
const IMMEDIATE_SHUTDOWN_MS = 5_000;

/**
 * Stops what a killed application left behind: a postmaster that still serves this cluster. Call it under the
 * owner lock only, which proves that the postmaster's application is dead. Answers whether one was stopped.
 */
export async function stopLeftoverPostmaster(cluster: string): Promise<boolean> {
  const lockFile = path.join(cluster, 'postmaster.pid');
  const lines = await readFile(lockFile, 'utf8').then(
    (text) => text.split('\n'),
    () => null,
  );
  if (lines === null) {
    return false;
  }
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) {
    await rm(lockFile, { force: true }); // cut off while it was written: no server has come up behind it
    return false;
  }
  if (await servesCluster(pid, cluster)) {
    await stopPostmaster(pid, cluster);
    return true;
  }
  await disarmStaleLock(lockFile, lines);
  return false;
}

async function servesCluster(pid: number, cluster: string): Promise<boolean> {
  const args = await processArguments(pid);
  return args?.includes(cluster) === true && (await processIdentity(pid)) !== null;
}

async function stopPostmaster(pid: number, cluster: string): Promise<void> {
  for (const [signal, patienceMs] of [
    ['SIGINT', FAST_SHUTDOWN_MS],
    ['SIGQUIT', IMMEDIATE_SHUTDOWN_MS],
  ] as const) {
    signalProcess(pid, signal);
    if (await waitForEnd(pid, patienceMs)) {
      return;
    }
  }
  throw new Error(`A PostgreSQL left behind on ${cluster} does not stop (process ${pid}). Stop it by hand.`);
}

/**
 * PostgreSQL refuses a lock file whose process number is alive, be it a zombie or a stranger who got the number
 * later (FAULTS B1). It does not mind its own parent's, which is us. The rest of the file stays: by it PostgreSQL
 * still notices backends of the dead server, which deleting the file would hide.
 */
async function disarmStaleLock(lockFile: string, lines: readonly string[]): Promise<void> {
  await writeFile(lockFile, [String(process.pid), ...lines.slice(1)].join('\n'));
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself.
  }
}
