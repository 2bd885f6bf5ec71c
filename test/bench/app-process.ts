import { fileURLToPath } from 'node:url';
import { type HttpProcess, startHttpProcess } from './child-process.js';

/** The product in a process of its own, with a signed-in admin. */
export interface AppProcess extends HttpProcess {
  readonly headers: Readonly<Record<string, string>>;
  readonly getJson: <T>(path: string) => Promise<T>;
  readonly postJson: <T>(path: string, body: unknown) => Promise<T>;
}

const ADMIN = { email: 'bench@example.test', password: 'Copper-Kettle-42' };

/** Starts `main.js` as in production: its pool, its log (to /dev/null), its guards; no schedules. */
export async function startApp(
  databaseUrl: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<AppProcess> {
  const main = fileURLToPath(new URL('../../src/main.js', import.meta.url));
  const server = await startHttpProcess(
    main,
    {
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      DATABASE_URL: databaseUrl,
      DATABASE_DURABILITY: 'unchecked',
      SCHEDULER_ENABLED: 'false',
      JWT_SECRET: 'a-secret-for-benches-of-32-bytes-or-more',
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
      ...environment,
    },
    '/health/ready',
  );
  try {
    const { accessToken } = await send<{ accessToken: string }>(
      `${server.url}/api/auth/login`,
      {},
      {
        login: ADMIN.email,
        password: ADMIN.password,
      },
    );
    const headers = { authorization: `Bearer ${accessToken}` };
    return {
      ...server,
      headers,
      getJson: (path) => send(`${server.url}${path}`, headers),
      postJson: (path, body) => send(`${server.url}${path}`, headers, body),
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function send<T>(url: string, headers: Readonly<Record<string, string>>, body?: unknown): Promise<T> {
  const response = await fetch(url, {
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  });
  if (!response.ok) {
    throw new Error(
      `${new URL(url).pathname} answered ${response.status}: ${(await response.text()).slice(0, 300)}`,
    );
  }
  return (await response.json()) as T;
}
