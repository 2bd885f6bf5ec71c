import { startStratteraSimulator, type StratteraSimulator } from '@sync-hub/simulators';
import { MemoryTokenStore, SyncApiClient, type Contract } from '@sync-hub/sync-client';
import { TEST_ADMIN } from '../support/app/test-app.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres/test-database.js';
import { FaultProxy } from './replicas-fault-proxy.js';
import { History } from './replicas-history.js';
import type { ReplicaServer } from './replicas-server.js';

const AGENT_PASSWORD = 'Tin-Whistle-Harbour-77';

/** Somebody who signs in, with the tokens of one session for all of its devices. */
export interface Person {
  readonly id: string;
  readonly tokens: MemoryTokenStore;
  readonly contract: Contract;
}

type StartServer = (
  databaseUrl: string,
  environment: Readonly<Record<string, string>>,
) => Promise<ReplicaServer>;

/** One server with its shop, its database and its people, for many scripts. Close it in `afterAll`. */
export class World {
  private deviceCount = 0;

  private constructor(
    readonly server: ReplicaServer,
    readonly simulator: StratteraSimulator,
    readonly history: History,
    readonly people: readonly [admin: Person, agent: Person, other: Person],
    private readonly database: TestDatabase,
  ) {}

  static async start(
    startServer: StartServer,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<World> {
    const database = await createTestDatabase();
    const simulator = await startStratteraSimulator({ orders: 30, products: 8, ordersCacheMs: 0 });
    const server = await startServer(database.url, {
      SYNC_AGENT_SCOPE: 'own',
      ...simulator.environment,
      STRATTERA_SCHEDULE: '0 3 1 1 *',
      ...environment,
    });
    const history = await History.start(database.url);
    const admin = await signIn(server, TEST_ADMIN.email, TEST_ADMIN.password);
    const agents: Person[] = [];
    for (const name of ['anna', 'boris']) {
      await createAgent(server, admin, name);
      agents.push(await signIn(server, `${name}@example.test`, AGENT_PASSWORD));
    }
    return new World(server, simulator, history, [admin, agents[0]!, agents[1]!], database);
  }

  /** Everything that scripts made is deleted; the shop and the people stay. */
  async clean(): Promise<void> {
    await this.history.query('DELETE FROM sync_device');
    await this.history.query('DELETE FROM tasks');
    await this.history.query('DELETE FROM deals');
    await this.history.query('DELETE FROM contacts');
  }

  /** A new device of somebody, behind a network of its own. */
  async newDevice(person: Person): Promise<{ readonly client: SyncApiClient; readonly proxy: FaultProxy }> {
    const proxy = await FaultProxy.start(
      () => this.server.url,
      () => this.server.kill(),
    );
    const client = new SyncApiClient({ baseUrl: proxy.url, tokens: person.tokens });
    await client.registerDevice({ name: `Device ${(this.deviceCount += 1)}`, platform: 'node' });
    return { client, proxy };
  }

  /** What pushes have queued is applied. */
  async settle(): Promise<void> {
    for (let look = 0; look < 100; look += 1) {
      await this.server.settle();
      const { rows } = await this.history.query('SELECT FROM push_pending');
      if (rows.length === 0) {
        return;
      }
      await this.history.query('UPDATE push_pending SET run_after = now()');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('What was queued is never applied.');
  }

  async close(): Promise<void> {
    await this.server.close();
    await this.simulator.close();
    await this.history.close();
    await this.database.drop();
  }
}

async function signIn(server: ReplicaServer, login: string, password: string): Promise<Person> {
  const tokens = new MemoryTokenStore();
  const client = new SyncApiClient({ baseUrl: server.url, tokens });
  await client.login(login, password);
  const accessToken = (await tokens.read())?.accessToken ?? '';
  const answer = await fetch(`${server.url}/api/auth/me`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  const { id } = (await answer.json()) as { id: string };
  return { id, tokens, contract: await client.schema() };
}

async function createAgent(server: ReplicaServer, admin: Person, name: string): Promise<void> {
  const answer = await fetch(`${server.url}/api/users`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${(await admin.tokens.read())?.accessToken}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ name, email: `${name}@example.test`, password: AGENT_PASSWORD, role: 'agent' }),
  });
  if (!answer.ok) {
    throw new Error(`The agent was not created: ${answer.status} ${await answer.text()}`);
  }
}
