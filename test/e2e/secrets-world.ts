import {
  type AltegioSimulator,
  type ExnessSimulator,
  startAltegioSimulator,
  startExnessSimulator,
  startStratteraSimulator,
  startWisproSimulator,
  type StratteraSimulator,
  type WisproSimulator,
} from '@sync-hub/simulators';
import { Database } from '../../src/database/database.js';
import {
  EXTERNAL_SOURCE_SETTINGS,
  type RunOptions,
  type SourceRun,
  SourceRunner,
} from '../../src/flow/external-source/external-source.public.js';
import { startTestApp, TEST_ADMIN, type TestApp } from '../support/app/test-app.js';
import { until } from '../support/external-source/runner-context.js';

/** What the program is told in confidence; invented, and long enough to be recognised. */
export const CONFIDENTIAL = {
  JWT_SECRET: 'Quiet-Harbour-signs-with-91-lanterns-and-a-kite',
  ADMIN_PASSWORD: TEST_ADMIN.password,
  METRICS_TOKEN: 'metrics-canary-7f3a90c1',
  ALTEGIO_COMPANY_TOKEN: 'company-canary-51b2e6d0',
  ALTEGIO_USER_LOGIN: 'reception-canary-880',
  ALTEGIO_USER_PASSWORD: 'Reception-Canary-Word-3',
  ALTEGIO_WEBHOOK_SECRET: 'webhook-canary-94d7a2b8',
  EXNESS_LOGIN: 'partner-canary@example.com',
  EXNESS_PASSWORD: 'Partner-Canary-Word-5',
  STRATTERA_TOKEN: 'shop-canary-26ce81f4',
  WISPRO_TOKEN: 'c4a7e1d2-0b6f-4f3e-9a58-d1e2f3a4b5c6',
} as const;

/** The session that the simulated Altegio gives for the first login; the next one ends with 2. */
export const ALTEGIO_SESSION = 'altegio-simulator-session-1';

export interface Vendors {
  readonly altegio: AltegioSimulator;
  readonly exness: ExnessSimulator;
  readonly strattera: StratteraSimulator;
  readonly wispro: WisproSimulator;
}

export interface Called {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Retries in milliseconds. */
const IMPATIENT = { backoffBaseMs: 5, backoffMaxMs: 20 };
const UNLIMITED = { perSecond: 1e9, burst: 1e9 };

/** The whole application with all vendors, every line of its log, and every refusal that it answered. */
export class SecretsWorld {
  /** Problem documents and other answers that are no success, as text. */
  readonly refusals: string[] = [];
  /** Access tokens, refresh tokens and codes that the application gave out. */
  readonly issued: string[] = [];
  private token = '';

  private constructor(
    readonly vendors: Vendors,
    readonly app: TestApp,
    /** A process that only answers requests: what it is asked to do becomes a job. */
    readonly api: TestApp,
  ) {}

  /** Close it in `afterAll`. */
  static async start(): Promise<SecretsWorld> {
    const vendors = await startVendors();
    const environment = { LOG_LEVEL: 'trace', DATABASE_POOL_SIZE: '15', ...environmentOf(vendors) };
    const app = await startTestApp({
      environment,
      overrides: { rateLimits: { perToken: UNLIMITED, perAddress: UNLIMITED } },
    });
    const api = await startTestApp({
      databaseUrl: app.databaseUrl,
      environment: { ...environment, ROLE: 'api' },
    });
    Object.assign(app.app.get<object>(EXTERNAL_SOURCE_SETTINGS, { strict: false }), IMPATIENT);
    const world = new SecretsWorld(vendors, app, api);
    world.token = await world.signIn(TEST_ADMIN.email, TEST_ADMIN.password);
    return world;
  }

  get sql(): Database {
    return this.app.app.get(Database, { strict: false });
  }

  /** Signs in, and remembers what was given out. */
  async signIn(login: string, password: string): Promise<string> {
    const { body } = await this.call('POST', '/api/auth/login', { login, password }, null);
    this.issued.push(...[body.accessToken, body.refreshToken].filter((one) => typeof one === 'string'));
    return String(body.accessToken);
  }

  /** One request, of the admin unless another token is given, or none. Keeps what is refused. */
  async call(
    method: string,
    path: string,
    body?: object,
    token: string | null = this.token,
  ): Promise<Called> {
    const answer = await this.app.fetch(path, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) {
      this.refusals.push(text);
    }
    const isJson = (answer.headers.get('content-type') ?? '').includes('json');
    return { status: answer.status, body: isJson ? (JSON.parse(text) as Called['body']) : { text } };
  }

  /** Reads a source to its end, whatever becomes of it. */
  async run(source: string, options: RunOptions = { mode: 'full' }): Promise<SourceRun> {
    const runner = this.app.app.get(SourceRunner, { strict: false });
    const { runId } = await runner.start(source, options, { kind: 'manual' });
    return runner.wait(runId);
  }

  /** Reads a source as a job of the queue; answers when the job has ended. */
  async runAsJob(source: string): Promise<void> {
    const answer = await this.api.send(`/api/sources/${source}/run`, {}, { headers: this.authorization });
    const { runId } = (await answer.json()) as { readonly runId: string };
    await this.app.app.get(SourceRunner, { strict: false }).wait(runId);
    await until(async () => {
      const open = await this.sql.query(
        `SELECT FROM pgboss.job WHERE state IN ('created', 'retry', 'active') AND data::text LIKE '%' || $1 || '%'`,
        [runId],
      );
      return open.length === 0;
    });
  }

  private get authorization(): Record<string, string> {
    return { authorization: `Bearer ${this.token}` };
  }

  async close(): Promise<void> {
    await this.api.close();
    await this.app.close();
    await Promise.all(
      Object.values(this.vendors).map((vendor: { close(): Promise<void> }) => vendor.close()),
    );
  }
}

async function startVendors(): Promise<Vendors> {
  const [altegio, exness, strattera, wispro] = await Promise.all([
    startAltegioSimulator({
      records: 60,
      writeBack: true,
    }),
    startExnessSimulator({
      clients: 30,
      accounts: 36,
      login: CONFIDENTIAL.EXNESS_LOGIN,
      password: CONFIDENTIAL.EXNESS_PASSWORD,
    }),
    startStratteraSimulator({
      orders: 40,
      products: 8,
      writeBack: true,
      ordersCacheMs: 0,
      token: CONFIDENTIAL.STRATTERA_TOKEN,
    }),
    startWisproSimulator({ clients: 300, token: CONFIDENTIAL.WISPRO_TOKEN }),
  ]);
  Object.assign(altegio.knobs, {
    companyToken: CONFIDENTIAL.ALTEGIO_COMPANY_TOKEN,
    login: CONFIDENTIAL.ALTEGIO_USER_LOGIN,
    password: CONFIDENTIAL.ALTEGIO_USER_PASSWORD,
  });
  return { altegio, exness, strattera, wispro };
}

function environmentOf({ altegio, exness, strattera, wispro }: Vendors): Record<string, string> {
  return {
    ...CONFIDENTIAL,
    ALTEGIO_BASE_URL: altegio.baseUrl,
    ALTEGIO_COMPANY_ID: String(altegio.companyId),
    ALTEGIO_SERVICE_IDS: altegio.serviceIds.join(','),
    ALTEGIO_TIME_ZONE: altegio.timeZone,
    ALTEGIO_WRITE_BACK: 'true',
    EXNESS_BASE_URL: exness.baseUrl,
    STRATTERA_BASE_URL: strattera.baseUrl,
    STRATTERA_WRITE_BACK: 'true',
    WISPRO_BASE_URL: wispro.baseUrl,
  };
}
