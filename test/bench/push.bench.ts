import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { Repository } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { Contact } from '../../src/modules/crm-sync/contacts.entity.js';
import { type AppProcess, startApp } from './app-process.js';
import { withClient } from './bench-databases.js';
import { findProgram, runProgram } from './child-process.js';
import { atLeast, type Bench, type BenchContext, type Finding } from './finding.js';
import { inMs, interleave, timed } from './rounds.js';
import { contactIdSql, seedContacts } from './seed-contacts.js';

const CHANGES = 1_000;
const SAVE_ROUNDS = 3;

interface PushedContact {
  readonly id: string;
  readonly name: string;
  readonly phone: string;
  readonly email: string;
  readonly company: string;
  readonly notes: string;
}

/** DESIGN §10, "push, 1000 changes in one call". */
export const push: Bench = {
  name: 'push',
  how:
    `POST /api/sync/outgoing of ${CHANGES} contacts (WatermelonDB's form, six fields each) to the running product, signed in, with a device and a pushId: ` +
    'conflict check, change log, ledger and stored answer included; beside one upsert of the same rows into a bare copy of the table (no log) by ' +
    `${findProgram('pgbench') === null ? 'node-postgres' : 'pgbench (its own latency)'}, and TypeORM's save() row by row; all in turn.`,
  run: async (context) => {
    const url = await context.databases.create();
    context.say('seeding contacts');
    await seedContacts(url, Math.min(context.options.rows, 100_000));
    const app = await startApp(url);
    const contacts = createDataSource({ url, poolSize: 2 }).setOptions({ entities: [Contact] });
    await contacts.initialize();
    const folder = await mkdtemp(path.join(os.tmpdir(), 'sync-hub-bench-'));
    try {
      const pusher = await Pusher.start(app, url);
      const upsert = await prepareUpsert(url, folder);
      const save = (round: readonly PushedContact[]): Promise<number> =>
        saveAll(contacts.getRepository(Contact), round);
      return await measure(context, pusher, upsert, save);
    } finally {
      await rm(folder, { recursive: true, force: true });
      await contacts.destroy();
      await app.stop();
    }
  },
};

async function measure(
  context: BenchContext,
  pusher: Pusher,
  upsert: (rows: readonly PushedContact[]) => Promise<number>,
  save: (rows: readonly PushedContact[]) => Promise<number>,
): Promise<Finding[]> {
  const ids = await pusher.someIds();
  const rounds = Math.max(9, context.options.rounds);
  context.say('pushing, in turn with the raw upsert');
  const series = await interleave(rounds, {
    raw: () => upsert(contactsOf(ids)),
    updates: () => pusher.push('updated', contactsOf(ids)),
    creates: () => pusher.push('created', contactsOf(ids.map(() => randomUUID()))),
  });
  context.say('pushing, in turn with save() row by row');
  const beside = await interleave(SAVE_ROUNDS, {
    save: () => save(contactsOf(ids)),
    updates: () => pusher.push('updated', contactsOf(ids)),
  });
  const raw = `upsert ${inMs(series.raw)}`;
  return [
    atLeast(
      { work: `push of ${CHANGES} edits`, ours: inMs(series.updates), reference: raw },
      series.raw.median / series.updates.median,
      0.4,
      0.3,
    ),
    atLeast(
      { work: `push of ${CHANGES} new records`, ours: inMs(series.creates), reference: raw },
      series.raw.median / series.creates.median,
      0.4,
      0.3,
    ),
    atLeast(
      {
        work: `push of ${CHANGES} edits beside TypeORM`,
        ours: inMs(beside.updates),
        reference: `save() ${inMs(beside.save)}`,
      },
      beside.save.median / beside.updates.median,
      15,
    ),
  ];
}

/** A device that pushes. */
class Pusher {
  private constructor(
    private readonly app: AppProcess,
    private readonly deviceId: string,
    private readonly url: string,
  ) {}

  static async start(app: AppProcess, url: string): Promise<Pusher> {
    const { deviceId } = await app.postJson<{ deviceId: string }>('/api/sync/devices', {
      name: 'Bench',
      platform: 'bench',
    });
    return new Pusher(app, deviceId, url);
  }

  /** Milliseconds of the call. Throws when a change is not stored as sent. */
  async push(kind: 'created' | 'updated', rows: readonly PushedContact[]): Promise<number> {
    const { timestamp } = await this.app.getJson<{ timestamp: number }>(
      '/api/sync/initial?tables=contacts&limit=1',
    );
    const sent = rows.map((row) =>
      kind === 'created'
        ? { ...row, _status: 'created', _changed: '' }
        : { ...row, _status: 'updated', _changed: 'name,phone,email,company,notes' },
    );
    const body = JSON.stringify({
      pushId: randomUUID(),
      deviceId: this.deviceId,
      lastPulledAt: timestamp,
      changes: { contacts: { created: [], updated: [], deleted: [], [kind]: sent } },
    });
    let answer = '';
    const ms = await timed(async () => {
      answer = await this.app.postText('/api/sync/outgoing', body);
    });
    const { results } = JSON.parse(answer) as { results: { status: string }[] };
    const statuses = results.map(({ status }) => status);
    const others = statuses.filter((status) => status !== 'applied');
    if (statuses.length !== rows.length || others.length > 0) {
      throw new Error(
        `${others.length} of ${statuses.length} changes are ${[...new Set(others)].join(', ')}`,
      );
    }
    return ms;
  }

  async someIds(): Promise<string[]> {
    return withClient(this.url, async (client) => {
      const { rows } = await client.query<{ id: string }>(
        `SELECT ${contactIdSql('g')} AS id FROM generate_series(1, $1::int) AS g`,
        [CHANGES],
      );
      return rows.map(({ id }) => id);
    });
  }
}

/** The same records with other values each time, so that no upsert has nothing to do. */
function contactsOf(ids: readonly string[]): PushedContact[] {
  const round = Math.floor(Math.random() * 1e9);
  return ids.map((id, index) => ({
    id,
    name: `Анна O'Hara ${round}`,
    phone: `+7${round + index}`,
    email: `person.${index}.${round}@example.test`,
    company: 'ООО «Северный ветер»',
    notes: `Звонить после 14:00, не раньше. ${round}`,
  }));
}

/** One statement for all rows on a copy of the table that nobody logs. Answers how to run it, in milliseconds. */
async function prepareUpsert(
  url: string,
  folder: string,
): Promise<(rows: readonly PushedContact[]) => Promise<number>> {
  await withClient(url, async (client) => {
    await client.query('CREATE TABLE bare_contacts (LIKE contacts INCLUDING ALL)');
    await client.query('INSERT INTO bare_contacts (id, name) SELECT id, name FROM contacts');
    await client.query('VACUUM (ANALYZE) bare_contacts');
  });
  const pgbench = findProgram('pgbench');
  const file = path.join(folder, 'upsert.sql');
  return async (rows) => {
    const statement = upsertSql(rows);
    if (pgbench === null) {
      return withClient(url, (client) => timed(() => client.query(statement)));
    }
    await writeFile(file, `${statement};\n`);
    const output = await runProgram(pgbench, ['-n', '-t', '1', '-f', file, url], { isOutputKept: true });
    return Number(/latency average = ([\d.]+) ms/.exec(output ?? '')?.[1]);
  };
}

function upsertSql(rows: readonly PushedContact[]): string {
  const values = rows.map(
    ({ id, name, phone, email, company, notes }) =>
      `(${[id, name, phone, email, company, notes].map((value) => pg.escapeLiteral(value)).join(', ')}, now())`,
  );
  return `INSERT INTO bare_contacts (id, name, phone, email, company, notes, updated_at) VALUES ${values.join(', ')}
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, phone = excluded.phone, email = excluded.email,
      company = excluded.company, notes = excluded.notes, updated_at = excluded.updated_at`;
}

/** What most services do: find each row, change it, save it. */
async function saveAll(contacts: Repository<Contact>, rows: readonly PushedContact[]): Promise<number> {
  return timed(async () => {
    for (const row of rows) {
      const known = await contacts.findOneByOrFail({ id: row.id });
      await contacts.save(Object.assign(known, row));
    }
  });
}
