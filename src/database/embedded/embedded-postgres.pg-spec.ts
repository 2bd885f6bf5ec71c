import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { DataFolder } from './data-folder.js';
import { EmbeddedPostgres } from './embedded-postgres.js';
import { findNativeBinaries, linkSharedLibraries } from './native-binaries.js';
import { processIdentity, waitForEnd } from './process-identity.js';
import { ServerAccount } from './server-account.js';

const FAST = { fsync: 'off', shared_buffers: '16MB', max_connections: '20' };
const DEV_POSTGRES = path.resolve(import.meta.dirname, '../../../scripts/dev-postgres.mjs');

describe('the embedded PostgreSQL', () => {
  let dataDir: string;
  let started: EmbeddedPostgres[];
  let helpers: ChildProcess[];
  let warnings: string[];

  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(os.tmpdir(), 'embedded-postgres-spec-'));
    await chmod(dataDir, 0o711);
    started = [];
    helpers = [];
    warnings = [];
  });

  afterEach(async () => {
    await Promise.all(started.map((server) => server.stop()));
    for (const helper of helpers) {
      helper.kill('SIGKILL');
    }
    await rm(dataDir, { recursive: true, force: true });
  });

  async function start(flags: Record<string, string> = {}, folder = dataDir): Promise<EmbeddedPostgres> {
    const log = { info: () => undefined, warn: (message: string) => void warnings.push(message) };
    const server = await EmbeddedPostgres.start({ dataDir: folder, log, flags: { ...FAST, ...flags } });
    started.push(server);
    return server;
  }

  /** Another process of ours with a server on the same folder; answers the ids to kill. */
  async function startElsewhere(): Promise<{ app: ChildProcess; url: string; postmasterPid: number }> {
    const args = [DEV_POSTGRES, '--data-dir', dataDir];
    const app = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    helpers.push(app);
    const url = await firstMatch(app, /^export DATABASE_URL=(.*)$/);
    const lock = await readFile(postmasterLock(), 'utf8');
    return { app, url, postmasterPid: Number(lock.split('\n')[0]) };
  }

  function postmasterLock(): string {
    return path.join(dataDir, 'postgres', 'data', 'postmaster.pid');
  }

  it('X1 makes its database at first start and keeps the data over a stop', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS n');
    await first.stop();

    const second = await start();

    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
    expect(await processIdentity(first.pid)).toBeNull();
  });

  it('sorts by bytes, speaks UTF8 and UTC, and is durable unless told otherwise (B12)', async () => {
    const server = await start({ fsync: 'on' });

    const settings = ['server_encoding', 'TimeZone', 'fsync', 'synchronous_commit', 'listen_addresses'];
    const shown = await query(
      server.url,
      `SELECT ${settings.map((s) => `current_setting('${s}') AS "${s}"`).join()}`,
    );

    expect(shown).toEqual([
      {
        server_encoding: 'UTF8',
        TimeZone: 'UTC',
        fsync: 'on',
        synchronous_commit: 'on',
        listen_addresses: '127.0.0.1',
      },
    ]);
    expect(await query(server.url, `SELECT 'a' > 'B' AS bytes`)).toEqual([{ bytes: true }]);
  });

  it('keeps its password in a file that only we may read', async () => {
    const server = await start();

    const file = path.join(dataDir, 'postgres', 'password');

    expect(new URL(server.url).password).toBe(await readFile(file, 'utf8'));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const wrong = new URL(server.url);
    wrong.password = 'guessed';
    await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
  });

  it('B1 starts again, with every commit, after its postmaster was killed', async () => {
    const first = await start({ fsync: 'on' });
    await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS n');
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    await first.stop();

    const second = await start({ fsync: 'on' });

    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
    expect(warnings).toContain('The embedded PostgreSQL ended by itself.');
  });

  it('refuses a DATA_DIR that a living process uses, and leaves its server alone', async () => {
    const { url } = await startElsewhere();

    await expect(start()).rejects.toThrow(`DATA_DIR ${dataDir} is in use by process`);

    expect(await query(url, 'SELECT 1 AS alive')).toEqual([{ alive: 1 }]);
  });

  it('leaves no server running when its process is killed', async () => {
    const { app, postmasterPid } = await startElsewhere();

    app.kill('SIGKILL');

    expect(await waitForEnd(postmasterPid, 15_000)).toBe(true);
  });

  it('stops the orphan of a killed process and takes over its data', async () => {
    const { app, url, postmasterPid } = await startElsewhere();
    await query(url, 'CREATE TABLE kept AS SELECT 7 AS n');
    const ended = new Promise((resolve) => app.once('exit', resolve));
    for (const watchdog of await childrenNamed(app.pid!, 'sync-hub-watchdog')) {
      process.kill(watchdog, 'SIGKILL');
    }
    app.kill('SIGKILL');
    await ended;
    expect(await processIdentity(postmasterPid)).not.toBeNull();

    const server = await start();

    expect(await query(server.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
    expect(await processIdentity(postmasterPid)).toBeNull();
    expect(warnings).toEqual([
      'An embedded PostgreSQL of a killed process was still running; it has been stopped.',
    ]);
  });

  it('ignores a stale lock whose process number belongs to a stranger now', async () => {
    const first = await start();
    const lock = await readFile(postmasterLock(), 'utf8');
    await first.stop();
    const { uid, gid } = await stat(path.dirname(postmasterLock()));
    const stranger = spawn('sleep', ['60'], { uid, gid, stdio: 'ignore' });
    helpers.push(stranger);
    await writeFile(postmasterLock(), lock.replace(/^\d+/, String(stranger.pid)));

    const second = await start();

    expect(await query(second.url, 'SELECT 1 AS alive')).toEqual([{ alive: 1 }]);
    expect(stranger.exitCode).toBeNull();
  });

  it('initialises again after a process that was killed while it did', async () => {
    const draft = path.join(dataDir, 'postgres', 'initialising-00000000', 'data');
    await mkdir(draft, { recursive: true });
    await writeFile(path.join(draft, 'PG_VERSION'), '18\n');

    await start();

    const files = await readdir(path.join(dataDir, 'postgres'));
    expect(files.sort()).toEqual(['data', 'owner.1.lock', 'password', 'server.log']);
  });

  it('says with the server’s own words why it does not start, and frees the folder', async () => {
    await expect(start({ shared_buffers: 'plenty' })).rejects.toThrow(
      /invalid value for parameter "shared_buffers"/,
    );

    await expect(start()).resolves.toBeInstanceOf(EmbeddedPostgres);
  });

  it('starts below a folder that only we may enter, also as root', async () => {
    const closed = path.join(dataDir, 'closed');
    await mkdir(closed);
    await chmod(closed, 0o700);

    const server = await start({}, path.join(closed, 'data-dir'));

    expect(await query(server.url, 'SELECT 1 AS alive')).toEqual([{ alive: 1 }]);
  });
});

describe('binaries in a folder that only we may enter', () => {
  it('initialise a cluster, also as root, as after a clone below /root', async () => {
    const base = await mkdtemp(path.join(os.tmpdir(), 'embedded-postgres-spec-')); // 0700
    try {
      const shipped = await findNativeBinaries();
      await linkSharedLibraries(shipped.folder);
      const folder = path.join(base, 'native');
      await cp(shipped.folder, folder, { recursive: true, verbatimSymlinks: true });
      const bin = (name: string): string => path.join(folder, 'bin', name);
      const data = new DataFolder(path.join(base, 'data-dir'));
      await data.create();

      const account = await ServerAccount.choose([folder, data.home]);
      await data.initialise({ folder, initdb: bin('initdb'), postgres: bin('postgres') }, account, false);

      expect(await readFile(path.join(data.cluster, 'PG_VERSION'), 'utf8')).toBe('18\n');
    } finally {
      await rm(base, { recursive: true, force: true });
    }
  });
});

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end();
  }
}

async function firstMatch(child: ChildProcess, pattern: RegExp): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) {
    const found = pattern.exec(line)?.[1];
    if (found !== undefined) {
      return found;
    }
  }
  throw new Error(`The process ended before it printed ${pattern.source}`);
}

async function childrenNamed(parentPid: number, name: string): Promise<number[]> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0);
  const found: number[] = [];
  for (const pid of pids) {
    const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (status.includes(`) S ${parentPid} `) && command.includes(name)) {
      found.push(pid);
    }
  }
  return found;
}
