import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, chmod, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { NativeBinaries } from './native-binaries.js';
import type { ServerAccount } from './server-account.js';

/** The superuser of the embedded server, and the owner of its database. */
export const ROLE_NAME = 'sync_hub';

const DRAFT_PREFIX = 'initialising-';
const LOG_SIZE_MAX_BYTES = 10_000_000;

/** The files of the embedded server, all under `DATA_DIR/postgres`. */
export class DataFolder {
  readonly home: string;
  readonly cluster: string;
  readonly serverLog: string;
  private readonly passwordFile: string;

  constructor(readonly dataDir: string) {
    this.home = path.resolve(dataDir, 'postgres');
    this.cluster = path.join(this.home, 'data');
    this.serverLog = path.join(this.home, 'server.log');
    this.passwordFile = path.join(this.home, 'password');
  }

  /** Makes `DATA_DIR/postgres`; the account of the server must pass it, and only the cluster inside is its own. */
  async create(): Promise<void> {
    await mkdir(this.home, { recursive: true });
    await chmod(this.home, 0o711);
  }

  /**
   * Runs initdb once, into a folder beside, which gets its name when complete: a process killed half-way
   * leaves a draft that the next start removes, never half a cluster. Call it under the owner lock.
   * Text sorts by bytes (locale C), so that keyset pages mean the same on every machine.
   */
  async initialise(binaries: NativeBinaries, account: ServerAccount, isDurable: boolean): Promise<void> {
    await this.removeDrafts();
    if (await exists(path.join(this.cluster, 'PG_VERSION'))) {
      return;
    }
    const draft = path.join(this.home, `${DRAFT_PREFIX}${randomBytes(4).toString('hex')}`);
    await mkdir(draft, { mode: 0o700 });
    await account.own(draft);
    const passwordFile = path.join(draft, 'password');
    await writeFile(passwordFile, await this.ensurePassword(), { mode: 0o600 });
    await account.own(passwordFile);
    const target = path.join(draft, 'data');
    const locale = ['--encoding=UTF8', '--locale=C', '--auth=scram-sha-256'];
    const role = [`--username=${ROLE_NAME}`, `--pwfile=${passwordFile}`, ...(isDurable ? [] : ['--no-sync'])];
    await runInitdb(account, binaries.initdb, ['-D', target, ...locale, ...role], draft);
    await rename(target, this.cluster);
    await rm(draft, { recursive: true, force: true });
  }

  /** The random password, readable by the application's user only. */
  async password(): Promise<string> {
    try {
      return await readFile(this.passwordFile, 'utf8');
    } catch (cause) {
      const why = `The password of the embedded PostgreSQL is missing: ${this.passwordFile}.`;
      throw new Error(`${why} Restore that file with the data it belongs to.`, { cause });
    }
  }

  /** Starts a new log when the old one has grown; one old log is kept. */
  async rotateLog(): Promise<void> {
    const size = await stat(this.serverLog).then(
      (found) => found.size,
      () => 0,
    );
    if (size > LOG_SIZE_MAX_BYTES) {
      await rename(this.serverLog, `${this.serverLog}.1`);
    }
  }

  private async ensurePassword(): Promise<string> {
    if (!(await exists(this.passwordFile))) {
      const file = await open(this.passwordFile, 'wx', 0o600);
      await file.writeFile(randomBytes(24).toString('base64url'));
      await file.sync();
      await file.close();
    }
    return this.password();
  }

  private async removeDrafts(): Promise<void> {
    const drafts = (await readdir(this.home)).filter((name) => name.startsWith(DRAFT_PREFIX));
    for (const draft of drafts) {
      await rm(path.join(this.home, draft), { recursive: true, force: true });
    }
  }
}

async function runInitdb(
  account: ServerAccount,
  initdb: string,
  args: readonly string[],
  cwd: string,
): Promise<void> {
  const { file, args: all, ...identity } = account.command(initdb, args);
  const child = spawn(file, all, {
    ...identity,
    cwd,
    env: serverEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) {
    throw new Error(`initdb could not make ${cwd}:\n${Buffer.concat(output).toString('utf8').trim()}`);
  }
}

/** PostgreSQL gets no PG… variables and no language of the person who started us. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
