import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * What tells a process from a later one with the same number: boot and start time. Null when nothing runs
 * under this number; a zombie counts as nothing, though `kill(pid, 0)` still finds it (FAULTS B1).
 */
export async function processIdentity(pid: number): Promise<string | null> {
  if (process.platform !== 'linux') {
    return identityFromPs(pid);
  }
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces; state is the first field after it, start time the twentieth.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    return isDead(fields[0]) ? null : `${boot.trim()}/${fields[19] ?? ''}`;
  } catch {
    return null;
  }
}

/** The command line with its arguments; null when the process is gone. */
export async function processArguments(pid: number): Promise<readonly string[] | null> {
  try {
    if (process.platform === 'linux') {
      return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0');
    }
    return (await run('ps', ['-o', 'command=', '-p', String(pid)])).stdout.trim().split(' ');
  } catch {
    return null;
  }
}

/** Waits for the real end of a process that is not our child. Answers false when time runs out first. */
export async function waitForEnd(pid: number, timeoutMs: number): Promise<boolean> {
  const before = await processIdentity(pid);
  const deadline = AbortSignal.timeout(timeoutMs);
  while (before !== null && (await processIdentity(pid)) === before) {
    if (deadline.aborted) {
      return false;
    }
    await sleep(25);
  }
  return true;
}

async function identityFromPs(pid: number): Promise<string | null> {
  try {
    const { stdout } = await run('ps', ['-o', 'stat=,lstart=', '-p', String(pid)]);
    const [state, ...started] = stdout.trim().split(/\s+/);
    return isDead(state) ? null : started.join(' ');
  } catch {
    return null;
  }
}

function isDead(state: string | undefined): boolean {
  return state === undefined || state === '' || state.startsWith('Z') || state.startsWith('X');
}
