import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const START_MS_MAX = 60_000;

/** A program of ours that answers HTTP, in a process of its own. */
export interface HttpProcess {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

/**
 * Starts `node` with these arguments and a free PORT, and waits until `readyPath` answers 200. What it prints is
 * thrown away.
 */
export async function startHttpProcess(
  nodeArguments: readonly string[],
  environment: Readonly<Record<string, string>>,
  readyPath: string,
): Promise<HttpProcess> {
  const port = await freePort();
  const child = spawn(process.execPath, nodeArguments, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  try {
    await answers(`${url}${readyPath}`, child);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  return { url, pid: child.pid ?? 0, stop: () => stop(child) };
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  const deadlineMs = performance.now() + START_MS_MAX;
  while (performance.now() < deadlineMs && child.exitCode === null) {
    const response = await fetch(url).catch(() => null);
    await response?.body?.cancel();
    if (response?.ok === true) {
      return;
    }
    await sleep(50);
  }
  throw new Error(`${url} does not answer`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Runs a program to its end; what it prints on stdout, or null when that is to go to /dev/null. */
export async function runProgram(
  file: string,
  args: readonly string[],
  options: { readonly environment?: Readonly<Record<string, string>>; readonly isOutputKept?: boolean } = {},
): Promise<string | null> {
  const isKept = options.isOutputKept ?? false;
  const child = spawn(file, args, {
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', isKept ? 'pipe' : 'ignore', 'pipe'],
  });
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) {
    throw new Error(
      `${path.basename(file)} ended with ${code}: ${Buffer.concat(errors).toString().slice(0, 500)}`,
    );
  }
  return isKept ? Buffer.concat(output).toString() : null;
}

/** Where a program lies on PATH; null when this machine has none. */
export function findProgram(name: string): string | null {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const found = folders.map((folder) => path.join(folder, name)).find(isExecutable);
  return found ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
