import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type AppOverrides, type ComposedApp, composeApp } from '../../../src/app/create-app.js';
import { type Environment, readEnvironment } from '../../../src/config/environment.js';
import { createTestDatabase } from '../postgres/test-database.js';
import { capturedLog, type CapturedLog } from './captured-log.js';

export interface TestAppOptions {
  /** Variables on top of the test's own; `undefined` takes one away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly overrides?: AppOverrides;
  /** An existing database instead of a fresh one; it is then the caller's to drop. */
  readonly databaseUrl?: string;
}

export interface TestApp {
  readonly app: NestFastifyApplication;
  readonly composed: ComposedApp;
  readonly environment: Environment;
  readonly databaseUrl: string;
  /** `http://127.0.0.1:<port>`, without a slash at its end. */
  readonly url: string;
  readonly port: number;
  /** What the application has logged so far; empty unless the test raised `LOG_LEVEL`. */
  readonly log: CapturedLog;
  /** Fetches a path of the application: `get('/health/live')`, `get('/api/orders', {headers})`. */
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>;
  /** Sends JSON: POST unless `init` says otherwise. */
  readonly send: (path: string, body: unknown, init?: RequestInit) => Promise<Response>;
  /** Signs in and answers an access token. The admin of the test is made at the start. */
  readonly tokenOf: (login: string, password: string) => Promise<string>;
  /** The access token of the test's admin. */
  readonly adminToken: () => Promise<string>;
  readonly close: () => Promise<void>;
}

/** The first admin of every test application; invented. */
export const TEST_ADMIN = { email: 'admin@example.test', password: 'Copper-Kettle-42' } as const;

/**
 * The whole application on a fresh database, listening on a free port of 127.0.0.1: no log, no schedules,
 * no durability check. Close it in `afterAll`.
 */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database = options.databaseUrl === undefined ? await createTestDatabase() : null;
  const databaseUrl = options.databaseUrl ?? database?.url ?? '';
  const environment = testEnvironment(databaseUrl, options.environment);
  const log = capturedLog();
  const composed = await composeApp(environment, { logDestination: log.destination, ...options.overrides });
  const { app } = composed;
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.getHttpServer().address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const client = clientOf(url);
  return {
    app,
    composed,
    environment,
    databaseUrl,
    url,
    port,
    log,
    ...client,
    adminToken: () => client.tokenOf(TEST_ADMIN.email, TEST_ADMIN.password),
    close: async () => {
      app.getHttpServer().closeAllConnections();
      await app.close();
      await database?.drop();
    },
  };
}

/** The environment of a test application. */
export function testEnvironment(
  databaseUrl: string,
  more: Readonly<Record<string, string | undefined>> = {},
): Environment {
  return readEnvironment({
    NODE_ENV: 'test',
    DATABASE_URL: databaseUrl,
    DATABASE_POOL_SIZE: '5',
    DATABASE_DURABILITY: 'unchecked',
    LOG_LEVEL: 'silent',
    SCHEDULER_ENABLED: 'false',
    JWT_SECRET: 'a-secret-for-tests-of-32-bytes-or-more',
    ADMIN_EMAIL: TEST_ADMIN.email,
    ADMIN_PASSWORD: TEST_ADMIN.password,
    ...more,
  });
}

function clientOf(url: string): Pick<TestApp, 'fetch' | 'send' | 'tokenOf'> {
  const fetchPath = (path: string, init?: RequestInit): Promise<Response> => fetch(`${url}${path}`, init);
  const send = (path: string, body: unknown, init: RequestInit = {}): Promise<Response> =>
    fetchPath(path, {
      method: 'POST',
      ...init,
      headers: {
        'content-type': 'application/json',
        ...(init.headers as Record<string, string> | undefined),
      },
      body: JSON.stringify(body),
    });
  const tokenOf = async (login: string, password: string): Promise<string> => {
    const answer = await send('/api/auth/login', { login, password });
    if (!answer.ok) {
      throw new Error(`The login was refused: ${answer.status}`);
    }
    const { accessToken } = (await answer.json()) as { accessToken: string };
    return accessToken;
  };
  return { fetch: fetchPath, send, tokenOf };
}
