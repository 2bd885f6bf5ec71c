import { setTimeout as sleep } from 'node:timers/promises';
import { TEST_ADMIN } from '../support/app/test-app.js';

/** An answer, read to its end. */
export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface PushBody {
  readonly results: readonly { readonly id: string; readonly status: string; readonly replayed: boolean }[];
  readonly replayed: boolean;
  readonly timestamp: number;
}

export interface PullBody {
  readonly timestamp: number;
  readonly generation: number;
  readonly hasMore: boolean;
  readonly changes: Readonly<
    Record<
      string,
      { readonly updated: readonly Record<string, unknown>[]; readonly deleted: readonly string[] }
    >
  >;
}

/** An admin's phone: signs in once, and says every request on a connection of its own. */
export class FaultClient {
  private constructor(
    readonly token: string,
    private readonly url: string,
  ) {}

  static async signIn(url: string): Promise<FaultClient> {
    const answer = await fetch(`${url}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify({ login: TEST_ADMIN.email, password: TEST_ADMIN.password }),
    });
    const { accessToken } = (await answer.json()) as { accessToken: string };
    return new FaultClient(accessToken, url);
  }

  /** The same session at another address: a proxy, or the server's next process. */
  at(url: string): FaultClient {
    return new FaultClient(this.token, url);
  }

  get authorization(): string {
    return `Bearer ${this.token}`;
  }

  async get<Body = Record<string, unknown>>(path: string): Promise<Answer<Body>> {
    return read(await this.fetch(path));
  }

  async post<Body = Record<string, unknown>>(path: string, body: object): Promise<Answer<Body>> {
    const headers = { 'content-type': 'application/json' };
    return read(await this.fetch(path, { method: 'POST', headers, body: JSON.stringify(body) }));
  }

  push(body: object): Promise<Answer<PushBody>> {
    return this.post<PushBody>('/api/sync/outgoing', body);
  }

  pull(since: number): Promise<Answer<PullBody>> {
    return this.get<PullBody>(`/api/sync/incremental?since=${since}`);
  }

  initial(): Promise<Answer<PullBody>> {
    return this.get<PullBody>('/api/sync/initial?limit=20000');
  }

  /** Sends again while the server says that it is away, as a client does. Answers what came in the end. */
  async whileAway<Body>(ask: () => Promise<Answer<Body>>, attemptsMax = 100): Promise<Answer<Body>> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await ask();
      if (answer.status !== 503 || attempt === attemptsMax) {
        return answer;
      }
      await sleep(200);
    }
  }

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = {
      authorization: this.authorization,
      connection: 'close',
      ...(init.headers as Record<string, string> | undefined),
    };
    return fetch(`${this.url}${path}`, { ...init, headers });
  }
}

/** A push that creates contacts. */
export function contactsPush(pushId: string, deviceId: string, ids: readonly string[]): object {
  const created = ids.map((id) => ({ id, _status: 'created', _changed: '', name: `Contact ${id}` }));
  return {
    pushId,
    deviceId,
    lastPulledAt: null,
    changes: { contacts: { created, updated: [], deleted: [] } },
  };
}

async function read<Body>(response: Response): Promise<Answer<Body>> {
  const body = (await response.json()) as Body;
  return { status: response.status, headers: response.headers, body };
}
