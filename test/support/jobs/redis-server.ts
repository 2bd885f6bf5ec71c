import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestRedis {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Why the tests that need Redis cannot run here; null when they can. */
export function redisMissing(): string | null {
  const isFound =
    process.env.REDIS_URL !== undefined || spawnSync('redis-server', ['--version']).status === 0;
  return isFound ? null : 'neither REDIS_URL nor a redis-server on PATH';
}

/** The Redis at `REDIS_URL`, or one of our own that `stop` ends. */
export async function startRedis(): Promise<TestRedis> {
  const given = process.env.REDIS_URL;
  return given === undefined ? startOwnRedis() : { url: given, stop: () => Promise.resolve() };
}

/** A redis-server for one test file, without persistence, on a free port of 127.0.0.1. */
export async function startOwnRedis(port?: number): Promise<TestRedis> {
  const dir = await mkdtemp(join(tmpdir(), 'sync-hub-redis-'));
  const chosen = port ?? (await freePort());
  const args = [
    '--port',
    String(chosen),
    '--bind',
    '127.0.0.1',
    '--dir',
    dir,
    '--save',
    '',
    '--appendonly',
    'no',
  ];
  const server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const endWithUs = (): void => {
    server.kill('SIGKILL');
  };
  process.once('exit', endWithUs);
  const exited = new Promise<void>((resolve) => {
    server.once('close', () => {
      resolve();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.stdout.on('data', (chunk: Buffer) => {
      if (chunk.toString('utf8').includes('Ready to accept connections')) {
        resolve();
      }
    });
    server.once('close', () => {
      reject(new Error('redis-server did not start'));
    });
  });
  return {
    url: `redis://127.0.0.1:${chosen}`,
    stop: async () => {
      server.kill('SIGKILL');
      await exited;
      process.off('exit', endWithUs);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
