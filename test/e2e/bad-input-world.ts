import { randomUUID } from 'node:crypto';
import { Database } from '../../src/database/database.js';
import { AccessTokens } from '../../src/modules/auth/sessions/access-tokens.js';
import { startTestApp, type TestApp } from '../support/app/test-app.js';
import type { Operation } from './bad-input-operations.js';
import { Caller } from './bad-input-call.js';
import { startVendors, type Vendors } from './bad-input-vendors.js';

/** People of the test, by what they may. All are invented. */
export interface People {
  readonly admin: string;
  /** Sees its own records only. */
  readonly agent: string;
  readonly otherAgent: string;
  readonly subscriber: string;
  readonly otherSubscriber: string;
}

/** The records that calls are about. Those named `other…` are the other agent's. */
export interface Records {
  readonly contact: string;
  readonly otherContact: string;
  readonly deal: string;
  readonly otherDeal: string;
  readonly task: string;
  readonly otherTask: string;
  readonly device: string;
  readonly otherDevice: string;
  readonly quarantine: string;
  readonly outgoing: string;
  readonly order: string;
  readonly product: string;
  readonly client: string;
  readonly appointment: string;
  readonly run: string;
}

/** The whole application with one record of each kind, and somebody of each role. */
export interface World {
  readonly app: TestApp;
  readonly sql: Database;
  readonly caller: Caller;
  readonly people: People;
  readonly records: Records;
  /** A cursor that is good for the whole test. */
  readonly since: number;
  /** An access token of a new session. */
  readonly tokenOf: (userId: string, purpose?: 'full' | 'password-change') => Promise<string>;
  /** The operation's path with ids of records that exist, or what stands in their place. */
  readonly target: (operation: Operation, replaced?: Readonly<Record<string, string>>) => string;
  readonly close: () => Promise<void>;
}

const WEBHOOK_SECRET = 'the-secret-of-the-webhook';

/** More than any test sends: what is throttled says nothing of what is refused. */
const UNLIMITED = { perSecond: 1e9, burst: 1e9 };

/** Starts it on a database of its own, with a log that keeps every line. Close it in `afterAll`. */
export async function startWorld(): Promise<World> {
  const vendors = await startVendors();
  const app = await startTestApp({
    environment: {
      LOG_LEVEL: 'debug',
      SYNC_AGENT_SCOPE: 'own',
      ...vendors.environment,
      ALTEGIO_WEBHOOK_SECRET: WEBHOOK_SECRET,
    },
    overrides: { rateLimits: { perToken: UNLIMITED, perAddress: UNLIMITED } },
  });
  const sql = app.app.get(Database, { strict: false });
  const people = await settle(sql);
  const tokenOf = sessionMaker(app, sql);
  const adminToken = await tokenOf(people.admin);
  const records = await fill(app, sql, people, adminToken);
  const caller = new Caller(app.port);
  return {
    app,
    sql,
    caller,
    people,
    records,
    since: await firstPull(app, adminToken),
    tokenOf,
    target: (operation, replaced = {}) => targetOf(operation, records, people, replaced),
    close: () => closeAll(app, caller, vendors),
  };
}

async function firstPull(app: TestApp, token: string): Promise<number> {
  const answer = await app.fetch('/api/sync/initial', { headers: { authorization: `Bearer ${token}` } });
  return ((await answer.json()) as { readonly timestamp: number }).timestamp;
}

async function closeAll(app: TestApp, caller: Caller, vendors: Vendors): Promise<void> {
  caller.close();
  await app.close();
  await vendors.close();
}

async function settle(sql: Database): Promise<People> {
  const [admin] = await sql.query<{ id: string }>('SELECT id FROM users WHERE role = 2');
  const add = async (name: string, role: number): Promise<string> => {
    const [row] = await sql.query<{ id: string }>(
      `INSERT INTO users (name, email, role) VALUES ($1, $1 || '@example.test', $2) RETURNING id`,
      [name, role],
    );
    return row?.id ?? '';
  };
  const agent = await add('agent', 1);
  // As if it had been imported: the edit of its name is an override.
  await sql.query(`UPDATE users SET external_id = 'w-1', upstream = '{"name": "agent"}' WHERE id = $1`, [
    agent,
  ]);
  return {
    admin: admin?.id ?? '',
    agent,
    otherAgent: await add('other-agent', 1),
    subscriber: await add('subscriber', 0),
    otherSubscriber: await add('other-subscriber', 0),
  };
}

function sessionMaker(app: TestApp, sql: Database): World['tokenOf'] {
  const tokens = app.app.get(AccessTokens, { strict: false });
  return async (userId, purpose = 'full') => {
    const sessionId = randomUUID();
    await sql.query(
      `INSERT INTO auth_sessions (id, user_id, purpose, expires_at, address_key)
       VALUES ($1, $2, $3, now() + interval '1 hour', 'test')`,
      [sessionId, userId, purpose],
    );
    return tokens.issue({ userId, sessionId });
  };
}

async function fill(app: TestApp, sql: Database, people: People, adminToken: string): Promise<Records> {
  const run = await importShop(app, adminToken);
  const one = async (statement: string, values: readonly unknown[]): Promise<string> => {
    const [row] = await sql.query<{ id: string }>(statement, [...values]);
    return row?.id ?? '';
  };
  const own = async (owner: string): Promise<readonly [string, string, string, string]> => [
    await one(`INSERT INTO contacts (name, assigned_to_user_id) VALUES ('Anna', $1) RETURNING id`, [owner]),
    await one(`INSERT INTO deals (title, assigned_to_user_id) VALUES ('Roof', $1) RETURNING id`, [owner]),
    await one(`INSERT INTO tasks (title, assigned_to_user_id) VALUES ('Call', $1) RETURNING id`, [owner]),
    await one(`INSERT INTO sync_device (user_id, name, platform) VALUES ($1, 'phone', 'test') RETURNING id`, [
      owner,
    ]),
  ];
  const [contact, deal, task, device] = await own(people.agent);
  const [otherContact, otherDeal, otherTask, otherDevice] = await own(people.otherAgent);
  return {
    run,
    contact,
    otherContact,
    deal,
    otherDeal,
    task,
    otherTask,
    device,
    otherDevice,
    quarantine: await one(
      `INSERT INTO quarantine (kind, source_key, entity, payload, reason, code)
       VALUES ('record', 'strattera-products', 'products', '{"id": 1}', 'A test put it here', 'TEST') RETURNING id`,
      [],
    ),
    outgoing: await one(
      `INSERT INTO outgoing_change (source_key, entity, record_id, external_id, fields, base, state)
       SELECT 'strattera-products', 'products', id, external_id, '{"price": "1.00"}', '{}', 'rejected'
       FROM products ORDER BY id LIMIT 1 RETURNING id`,
      [],
    ),
    order: await one('SELECT id FROM orders ORDER BY id LIMIT 1', []),
    product: await one('SELECT id FROM products ORDER BY id LIMIT 1', []),
    client: await one(
      `INSERT INTO clients (external_id, upstream) VALUES ('0a1b2c3d', '{"country": "DE"}') RETURNING id`,
      [],
    ),
    appointment: await one(
      `INSERT INTO appointments (external_id, upstream, lead_id, teacher_id, service_id, start_date_time, end_date_time)
       VALUES ('77', '{"attendance": 0}', '4711', '5', '9', now(), now() + interval '1 hour') RETURNING id`,
      [],
    ),
  };
}

/** Answers the id of the run that read the orders. */
async function importShop(app: TestApp, token: string): Promise<string> {
  const headers = { authorization: `Bearer ${token}` };
  const runs = await Promise.all(
    ['orders', 'products'].map(async (what) => {
      const answer = await app.fetch(`/api/sync-${what}?wait=true`, { method: 'POST', headers });
      return (await answer.json()) as { readonly runId: string; readonly state: string };
    }),
  );
  if (runs.some(({ state }) => state !== 'succeeded')) {
    throw new Error(`The shop was not read: ${JSON.stringify(runs)}`);
  }
  return runs[0]?.runId ?? '';
}

/** The field of each table that the good calls edit before they release it. */
const OVERRIDDEN = [
  ['/api/orders/', 'status'],
  ['/api/clients/', 'country'],
  ['/api/appointments/', 'attendance'],
  ['/api/users/', 'name'],
] as const;

function targetOf(
  { path }: Operation,
  records: Records,
  people: People,
  replaced: Readonly<Record<string, string>>,
): string {
  const ids: readonly (readonly [prefix: string, id: string])[] = [
    ['/api/contacts/', records.contact],
    ['/api/deals/', records.deal],
    ['/api/tasks/', records.task],
    ['/api/orders/', records.order],
    ['/api/products/', records.product],
    ['/api/clients/', records.client],
    ['/api/appointments/', records.appointment],
    ['/api/quarantine/', records.quarantine],
    ['/api/outgoing/', records.outgoing],
    ['/api/jobs/', 'source-runs:1'],
    ['/api/runs/', records.run],
    ['/api/sync/devices/', records.device],
    ['/api/users/', people.agent],
  ];
  const id = ids.find(([prefix]) => path.startsWith(prefix))?.[1] ?? '';
  const field = OVERRIDDEN.find(([prefix]) => path.startsWith(prefix))?.[1] ?? 'price';
  const values: Readonly<Record<string, string>> = {
    id,
    key: 'strattera-orders',
    field,
    secret: WEBHOOK_SECRET,
    queue: 'source-runs',
    ...replaced,
  };
  return path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}
