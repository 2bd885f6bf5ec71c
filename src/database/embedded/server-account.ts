import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { chown, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ACCOUNT_NAME = 'postgres';

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * Whom PostgreSQL runs as. It refuses to run as root, so root lends it the OS account `postgres` (made when
 * missing); anybody else runs it as himself.
 */
export class ServerAccount {
  private constructor(
    private readonly account: Account | null,
    private readonly closedPath: string | null,
  ) {}

  /** `reachable` are the files and folders that the server must get to, whatever lies above them. */
  static async choose(reachable: readonly string[]): Promise<ServerAccount> {
    if (process.getuid?.() !== 0) {
      return new ServerAccount(null, null);
    }
    const account = await ensureAccount();
    for (const place of reachable) {
      const closed = await findClosedFolder(place, account);
      if (closed !== null) {
        const lent = new ServerAccount(account, closed);
        await requirePassage(lent.command(process.execPath, ['--version']), closed);
        return lent;
      }
    }
    return new ServerAccount(account, null);
  }

  /** Gives a file or folder to the account that the server runs as. */
  async own(place: string): Promise<void> {
    if (this.account !== null) {
      await chown(place, this.account.uid, this.account.gid);
    }
  }

  /**
   * How to run a program under this account. A clone under /root is closed to `postgres`: then the program gets
   * the one capability to pass closed folders; `no_setuid_fixup` makes access(2), by which PostgreSQL looks for
   * its own files, honour it. setpriv replaces itself by the program, so the process id is the program's.
   */
  command(file: string, args: readonly string[]): Command {
    if (this.account === null) {
      return { file, args };
    }
    const { uid, gid } = this.account;
    if (this.closedPath === null) {
      return { file, args, uid, gid };
    }
    const identity = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--securebits=+no_setuid_fixup'];
    const capabilities = ['--inh-caps', '--ambient-caps', '--bounding-set'].map(
      (set) => `${set}=-all,+dac_override`,
    );
    return { file: 'setpriv', args: [...identity, ...capabilities, '--', file, ...args] };
  }
}

async function ensureAccount(): Promise<Account> {
  const existing = await findAccount();
  if (existing !== null) {
    return existing;
  }
  const home = ['--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin'];
  let cause: unknown;
  try {
    await run('groupadd', ['--system', '--force', ACCOUNT_NAME]);
    await run('useradd', ['--system', '--gid', ACCOUNT_NAME, ...home, ACCOUNT_NAME]);
  } catch (error) {
    cause = error; // another process may have made it meanwhile
  }
  const made = await findAccount();
  if (made === null) {
    const why = 'PostgreSQL does not run as root, and the OS account "postgres" could not be made.';
    throw new Error(`${why} Run as an ordinary user, make that account, or set DATABASE_URL.`, { cause });
  }
  return made;
}

async function findAccount(): Promise<Account | null> {
  const accounts = await readFile('/etc/passwd', 'utf8');
  const fields = accounts
    .split('\n')
    .find((line) => line.startsWith(`${ACCOUNT_NAME}:`))
    ?.split(':');
  return fields === undefined ? null : { uid: Number(fields[2]), gid: Number(fields[3]) };
}

/** The first folder on the way to `place` (or the place itself) that the account may not pass. */
export async function findClosedFolder(place: string, account: Account): Promise<string | null> {
  const absolute = path.resolve(place);
  const parent = path.dirname(absolute);
  const above = parent === absolute ? null : await findClosedFolder(parent, account);
  if (above !== null) {
    return above;
  }
  const { mode, uid, gid } = await stat(absolute);
  const granted = uid === account.uid ? mode >> 6 : gid === account.gid ? mode >> 3 : mode;
  return (granted & constants.X_OK) === 0 ? absolute : null;
}

async function requirePassage(trial: Command, closedPath: string): Promise<void> {
  try {
    await run(trial.file, trial.args);
  } catch (cause) {
    const why = `PostgreSQL does not run as root, and the OS account "postgres" may not enter ${closedPath}.`;
    const way = 'Open that folder (chmod o+x), move the program and DATA_DIR, or set DATABASE_URL.';
    throw new Error(`${why} ${way}`, { cause });
  }
}
