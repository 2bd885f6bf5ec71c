import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const CLI = path.resolve(import.meta.dirname, '../../../dist/src/cli.js');

export interface CommandOutcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What stdout holds as one JSON document. */
  readonly json: () => unknown;
}

export interface CommandSurroundings {
  /** On top of a test's own environment; `undefined` takes a variable away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** What is written to the command's stdin. */
  readonly input?: string;
}

/** A command under way. */
export interface RunningCommand {
  readonly outcome: Promise<CommandOutcome>;
  /** Waits until it has written `text` to stderr, or has ended. */
  readonly said: (text: string) => Promise<void>;
  /** What Ctrl-C does. */
  readonly interrupt: () => void;
}

/** Runs the compiled command line in a process of its own, not on a terminal, and answers when it has ended. */
export function runCommand(
  args: readonly string[],
  databaseUrl: string | undefined,
  surroundings: CommandSurroundings = {},
): Promise<CommandOutcome> {
  return startCommand(args, databaseUrl, surroundings).outcome;
}

/** {@link runCommand}, to be interrupted. It ends with the test process at the latest. */
export function startCommand(
  args: readonly string[],
  databaseUrl: string | undefined,
  { environment = {}, input = '' }: CommandSurroundings = {},
): RunningCommand {
  if (!existsSync(CLI)) {
    throw new Error('The program is not compiled: run `npm run build` (or `npm test`, which does) first.');
  }
  const variables = Object.entries({
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    NODE_ENV: 'test',
    DATA_DIR: path.join(os.tmpdir(), 'sync-hub-cli-spec'),
    DATABASE_URL: databaseUrl,
    DATABASE_POOL_SIZE: '5',
    DATABASE_DURABILITY: 'unchecked',
    JWT_SECRET: 'a-secret-for-tests-of-32-bytes-or-more',
    ...environment,
  }).filter(([, value]) => value !== undefined);
  const env = Object.fromEntries(variables) as Record<string, string>;
  const child = spawn(process.execPath, [CLI, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.on('error', () => undefined); // A command that asks for nothing closes it unread.
  child.stdin.end(input);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
  return {
    outcome: outcomeOf(child),
    said: async (text) => {
      while (!stderr.includes(text) && child.exitCode === null && child.signalCode === null) {
        await sleep(20);
      }
    },
    interrupt: () => {
      child.kill('SIGINT');
    },
  };
}

async function outcomeOf(child: ChildProcess): Promise<CommandOutcome> {
  const endWithUs = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', endWithUs);
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.on('data', (chunk: Buffer) => {
      output[name] += chunk.toString('utf8');
    });
  }
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  process.off('exit', endWithUs);
  return { code, ...output, json: () => JSON.parse(output.stdout) as unknown };
}
