import { ApiProblem, ApiUnreachable, problemOf } from './api-problem.js';
import { Deadline } from './deadline.js';
import type { Session } from './protocol.js';
import type { Tokens, TokenStore } from './token-store.js';

/** As the platform has it: RN, browsers and Node ≥ 18. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface HttpSessionOptions {
  /** Scheme, host and port, without `/api`. */
  readonly baseUrl: string;
  readonly tokens: TokenStore;
  readonly fetch?: Fetch;
  /** Until the answer begins: a hanging connection must not hold an app for ever. Default 60 s. */
  readonly headersTimeoutMs?: number;
  /** Until a JSON answer is read whole; streams have no such limit. Default 300 s. */
  readonly answerTimeoutMs?: number;
  /** Runs one renewal at a time among all clients that share the store: tabs of a browser need it. Default: at once. */
  readonly exclusively?: <T>(work: () => Promise<T>) => Promise<T>;
}

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly query?: Readonly<Record<string, string | number | null | undefined>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Calls with the caller's access token, and renews it when it has expired: once for all the calls
 * that wait, because a refresh token that is used twice ends the session (DESIGN §7).
 */
export class HttpSession {
  private readonly fetch: Fetch;
  private refreshing: Promise<Tokens> | null = null;

  constructor(private readonly options: HttpSessionOptions) {
    // Browsers' fetch must be called on the global object.
    this.fetch = options.fetch ?? ((url, init) => fetch(url, init));
  }

  /** A successful response, its body unread. Throws {@link ApiProblem} or {@link ApiUnreachable}. */
  async call(path: string, call: Call = {}): Promise<Response> {
    const tokens = await this.options.tokens.read();
    try {
      return await this.callWith(tokens?.accessToken ?? null, path, call);
    } catch (error) {
      if (tokens === null || !isExpiredToken(error)) {
        throw error;
      }
    }
    const renewed = await this.renew(tokens);
    return this.callWith(renewed.accessToken, path, call);
  }

  /** A successful JSON answer. What is not JSON is {@link ApiUnreachable}: something else answered for the server. */
  json<Answer>(path: string, call: Call = {}): Promise<Answer> {
    return this.readWhole(call, (bounded) => this.call(path, bounded));
  }

  /** For calls that make a session: no token is sent, none is renewed. */
  anonymousJson<Answer>(path: string, call: Call): Promise<Answer> {
    return this.readWhole(call, (bounded) => this.callWith(null, path, bounded));
  }

  private async readWhole<Answer>(call: Call, start: (bounded: Call) => Promise<Response>): Promise<Answer> {
    const deadline = new Deadline(this.options.answerTimeoutMs ?? 300_000, call.signal);
    try {
      return await readJson<Answer>(await start({ ...call, signal: deadline.signal }));
    } catch (error) {
      call.signal?.throwIfAborted();
      throw error;
    } finally {
      deadline.lift();
      deadline.forget();
    }
  }

  /** Renews the access token, or takes the one that another call or another client has renewed meanwhile. */
  private renew(stale: Tokens): Promise<Tokens> {
    const { exclusively = (work) => work() } = this.options;
    this.refreshing ??= exclusively(() => this.refresh(stale)).finally(() => {
      this.refreshing = null;
    });
    return this.refreshing;
  }

  private async refresh(stale: Tokens): Promise<Tokens> {
    const stored = await this.options.tokens.read();
    if (stored !== null && stored.accessToken !== stale.accessToken) {
      return stored;
    }
    try {
      const { accessToken, refreshToken } = await this.anonymousJson<Session>('/api/auth/refresh', {
        method: 'POST',
        body: { refreshToken: stale.refreshToken },
      });
      await this.options.tokens.write({ accessToken, refreshToken });
      return { accessToken, refreshToken };
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) {
        await this.options.tokens.write(null);
      }
      throw error;
    }
  }

  private async callWith(accessToken: string | null, path: string, call: Call): Promise<Response> {
    const response = await this.send(`${this.options.baseUrl}${path}${queryText(call.query ?? {})}`, {
      method: call.method ?? 'GET',
      headers: {
        Accept: 'application/json',
        ...(call.body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(accessToken === null ? {} : { Authorization: `Bearer ${accessToken}` }),
        ...call.headers,
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    });
    if (!response.ok) {
      throw await problemOf(response);
    }
    return response;
  }

  private async send(url: string, init: RequestInit): Promise<Response> {
    const deadline = new Deadline(this.options.headersTimeoutMs ?? 60_000, init.signal ?? undefined);
    try {
      return await this.fetch(url, { ...init, signal: deadline.signal });
    } catch (error) {
      deadline.forget();
      init.signal?.throwIfAborted();
      throw error instanceof ApiUnreachable
        ? error
        : new ApiUnreachable('The server cannot be reached.', error);
    } finally {
      // The caller's own signal stays bound: it must also end a body that is still being read.
      deadline.lift();
    }
  }
}

async function readJson<Answer>(response: Response): Promise<Answer> {
  if (response.status === 204) {
    return undefined as Answer;
  }
  try {
    return (await response.json()) as Answer;
  } catch (error) {
    throw new ApiUnreachable('The answer is cut or is not JSON.', error);
  }
}

function queryText(query: NonNullable<Call['query']>): string {
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** An ended session or a revoked device is another matter: a new token would not help. */
function isExpiredToken(error: unknown): boolean {
  return (
    error instanceof ApiProblem &&
    error.status === 401 &&
    ['UNAUTHENTICATED', 'HTTP_401'].includes(error.code)
  );
}
