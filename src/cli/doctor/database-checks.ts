import pg from 'pg';
import { checkDurability } from '../../app/start/durability-check.js';
import { sqlState } from '../../database/database-errors.js';
import { listPendingMigrations } from '../../database/migrator.js';
import type { Clock } from '../../kernel/clock.js';
import type { Finding } from './finding.js';

const TIMEOUT_MS = 10_000;
const VERSION_MIN = 150_000;
/** Beyond it tokens expire early or late, and times in the panel look wrong. */
const CLOCK_DIFFERENCE_MS_MAX = 2_000;

interface ServerFacts {
  readonly version: number;
  readonly shown: string;
  readonly now_ms: number;
}

/** Version, durability, migrations and clock; one line each, or only the first when nobody answers. */
export async function databaseFindings(url: string, clock: Clock): Promise<Finding[]> {
  let facts: ServerFacts;
  let differenceMs: number;
  try {
    const askedMs = clock.nowMs();
    facts = await readFacts(url);
    differenceMs = Math.abs(facts.now_ms - (askedMs + clock.nowMs()) / 2);
  } catch (error) {
    return [unreachable(error)];
  }
  return [
    versionFinding(facts),
    await durabilityFinding(url),
    await migrationsFinding(url),
    clockFinding(differenceMs),
  ];
}

/** True when the application can be composed on this database. */
export function isUsable(findings: readonly Finding[]): boolean {
  return findings.every(
    ({ subject, state }) => state === 'ok' || subject === 'clock' || subject === 'durability',
  );
}

async function readFacts(url: string): Promise<ServerFacts> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'sync-hub doctor',
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
  });
  client.on('error', () => undefined); // A cut connection also fails the query, which is what counts.
  try {
    await client.connect();
    const { rows } = await client.query<ServerFacts>(FACTS);
    const [facts] = rows;
    if (facts === undefined) {
      throw new Error('PostgreSQL has no version');
    }
    return facts;
  } finally {
    await client.end().catch(() => undefined);
  }
}

const FACTS = `
  SELECT current_setting('server_version_num')::int AS version, current_setting('server_version') AS shown,
         extract(epoch FROM clock_timestamp())::float8 * 1000 AS now_ms`;

function unreachable(error: unknown): Finding {
  const code = sqlState(error) ?? (error as NodeJS.ErrnoException).code ?? 'no answer';
  return {
    subject: 'database',
    state: 'failed',
    text: `PostgreSQL cannot be used (${code}).`,
    advice: 'Check DATABASE_URL: host, port, user, password and the name of the database.',
  };
}

function versionFinding({ version, shown }: ServerFacts): Finding {
  return version >= VERSION_MIN
    ? { subject: 'database', state: 'ok', text: `PostgreSQL ${shown}.` }
    : {
        subject: 'database',
        state: 'failed',
        text: `PostgreSQL ${shown} is too old.`,
        advice: 'Use 15 or newer.',
      };
}

async function durabilityFinding(url: string): Promise<Finding> {
  try {
    await checkDurability(url);
    return { subject: 'durability', state: 'ok', text: 'What was acknowledged survives a power cut.' };
  } catch (error) {
    const text = error instanceof Error ? error.message : 'The settings could not be read.';
    return { subject: 'durability', state: 'note', text };
  }
}

async function migrationsFinding(url: string): Promise<Finding> {
  const pending = await listPendingMigrations(url);
  return pending.length === 0
    ? { subject: 'migrations', state: 'ok', text: 'The schema is up to date.' }
    : {
        subject: 'migrations',
        state: 'note',
        text: `${pending.length} not applied, the next is ${pending[0] ?? ''}.`,
        advice: 'Run `npm run cli -- migrate`, or start the program, which does.',
      };
}

function clockFinding(differenceMs: number): Finding {
  const seconds = (differenceMs / 1000).toFixed(1);
  return differenceMs <= CLOCK_DIFFERENCE_MS_MAX
    ? { subject: 'clock', state: 'ok', text: `PostgreSQL's and ours differ by ${seconds} s.` }
    : {
        subject: 'clock',
        state: 'note',
        text: `PostgreSQL's and ours differ by ${seconds} s.`,
        advice: 'Let both machines set their clocks by NTP.',
      };
}
