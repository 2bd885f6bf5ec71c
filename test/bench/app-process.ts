import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type HttpProcess, startHttpProcess } from './child-process.js';

/** The product in a process of its own, with a signed-in admin. */
export interface AppProcess extends HttpProcess {
  readonly headers: Readonly<Record<string, string>>;
  readonly getJson: <T>(path: string) => Promise<T>;
  readonly postJson: <T>(path: string, body: unknown) => Promise<T>;
  /** Sends JSON text and answers JSON text: the client's own reading and writing is not measured. */
  readonly postText: (path: string, json: string) => Promise<string>;
}

const ADMIN = { email: 'bench@example.test', password: 'Copper-Kettle-42' };

/** Starts the product with `npm start`'s own command: its pool, its log (to /dev/null), its guards; no schedules. */
export async function startApp(
  databaseUrl: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<AppProcess> {
  const server = await startHttpProcess(
    await startArguments(),
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
      postText: (path, json) => sendText(`${server.url}${path}`, headers, json),
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** What `npm start` hands to node. */
async function startArguments(): Promise<string[]> {
  const root = new URL('../../../', import.meta.url);
  const { scripts } = JSON.parse(await readFile(new URL('package.json', root), 'utf8')) as {
    scripts: { start: string };
  };
  const flags = scripts.start.split(' ').slice(1, -1);
  return [...flags, fileURLToPath(new URL('dist/src/main.js', root))];
}

async function send<T>(url: string, headers: Readonly<Record<string, string>>, body?: unknown): Promise<T> {
  const json = body === undefined ? undefined : JSON.stringify(body);
  return JSON.parse(await sendText(url, headers, json)) as T;
}

async function sendText(
  url: string,
  headers: Readonly<Record<string, string>>,
  json: string | undefined,
): Promise<string> {
  const response = await fetch(url, {
    headers: { ...headers, ...(json !== undefined && { 'content-type': 'application/json' }) },
    ...(json !== undefined && { method: 'POST', body: json }),
  });
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`${new URL(url).pathname} answered ${response.status}: ${text.slice(0, 300)}`);
  }
  return text;
}
