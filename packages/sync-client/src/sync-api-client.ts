import { ApiUnreachable } from './api-problem.js';
import { serverSentEvents } from './event-stream.js';
import { HttpSession, type HttpSessionOptions } from './http-session.js';
import { type InitialStream, readInitialStream } from './initial-stream.js';
import type {
  Contract,
  PullAnswer,
  Push,
  PushAnswer,
  SchemaMigration,
  Session,
  SyncStatus,
  TableDigest,
} from './protocol.js';
import { MemoryTokenStore, type TokenStore } from './token-store.js';

export interface SyncApiClientOptions extends Omit<HttpSessionOptions, 'tokens'> {
  /** Default: memory only. */
  readonly tokens?: TokenStore;
  /** From {@link SyncApiClient.registerDevice}. Without one, there is no echo suppression and no lag tracking. */
  readonly deviceId?: string;
}

interface Abortable {
  readonly signal?: AbortSignal;
}

export interface InitialQuery extends Abortable {
  readonly tables?: readonly string[];
  /** Rows a page. */
  readonly limit?: number;
  /** `next` of the previous answer. */
  readonly page?: string | null;
  readonly schemaVersion?: number;
}

export interface IncrementalQuery extends InitialQuery {
  /** `timestamp` of the last whole answer, or an ISO instant. */
  readonly since: number | string;
  readonly migration?: SchemaMigration | null;
}

export interface VerifyQuery extends Abortable {
  readonly table: string;
  /** Only ids that begin with it: for finding, by bisection, where two sides differ. */
  readonly prefix?: string;
  readonly since?: number;
}

/**
 * `/api/sync/*` and the sign-in, typed. Every method throws `ApiProblem` when the server refuses and
 * `ApiUnreachable` when no answer came; none of them retries (see `withRetry`), and none stores rows.
 */
export class SyncApiClient {
  private readonly session: HttpSession;
  private readonly tokens: TokenStore;
  private currentDeviceId: string | null;

  constructor(options: SyncApiClientOptions) {
    this.tokens = options.tokens ?? new MemoryTokenStore();
    this.session = new HttpSession({
      ...options,
      baseUrl: options.baseUrl.replace(/\/+$/, ''),
      tokens: this.tokens,
    });
    this.currentDeviceId = options.deviceId ?? null;
  }

  get deviceId(): string | null {
    return this.currentDeviceId;
  }

  /** Signs in and stores the tokens. With `mustChangePassword`, nothing but the change of password is open. */
  async login(login: string, password: string): Promise<Session> {
    const session = await this.session.anonymousJson<Session>('/api/auth/login', {
      method: 'POST',
      body: { login, password },
    });
    await this.tokens.write({ accessToken: session.accessToken, refreshToken: session.refreshToken });
    return session;
  }

  /** Forgets the tokens. Ends the session on the server first, when that can be reached. */
  async logout(): Promise<void> {
    try {
      await this.session.call('/api/auth/logout', { method: 'POST' });
    } finally {
      await this.tokens.write(null);
    }
  }

  /** Makes this installation known; later calls carry its id. Keep it: a new one for every start is a new device. */
  async registerDevice(device: { readonly name: string; readonly platform: string }): Promise<string> {
    const { deviceId } = await this.session.json<{ deviceId: string }>('/api/sync/devices', {
      method: 'POST',
      body: device,
    });
    this.currentDeviceId = deviceId;
    return deviceId;
  }

  /** The contract as data, from which a local store is built. */
  schema(options: Abortable = {}): Promise<Contract> {
    return this.session.json('/api/sync/schema', this.deviceCall(options.signal));
  }

  /** One page of everything. All pages carry the same `timestamp`. */
  async initial(query: InitialQuery = {}): Promise<PullAnswer> {
    return this.pull(
      '/api/sync/initial',
      {
        tables: query.tables?.join(','),
        limit: query.limit,
        page: query.page,
        schemaVersion: query.schemaVersion,
      },
      query.signal,
    );
  }

  /** Everything in one response, row by row, in constant memory. Not on platforms whose fetch has no streams. */
  async initialStream(query: Omit<InitialQuery, 'page' | 'limit'> = {}): Promise<InitialStream> {
    const call = this.deviceCall(query.signal);
    const response = await this.session.call('/api/sync/initial', {
      ...call,
      headers: { ...call.headers, Accept: 'application/x-ndjson' },
      query: { tables: query.tables?.join(','), schemaVersion: query.schemaVersion },
    });
    return readInitialStream(response);
  }

  /** What changed since `since`. 410 means: read {@link initial} again and keep unsent edits. */
  async incremental(query: IncrementalQuery): Promise<PullAnswer> {
    return this.pull(
      '/api/sync/incremental',
      {
        since: query.since,
        tables: query.tables?.join(','),
        limit: query.limit,
        page: query.page,
        schemaVersion: query.schemaVersion,
        migration: query.migration == null ? null : JSON.stringify(query.migration),
      },
      query.signal,
    );
  }

  /** Sends the offline queue. Give a `pushId` (or `changeId`s) that stays the same when the push is repeated. */
  async outgoing(push: Push, options: Abortable = {}): Promise<PushAnswer> {
    const answer = await this.session.json<PushAnswer | null>('/api/sync/outgoing', {
      ...this.deviceCall(options.signal),
      method: 'POST',
      body: this.currentDeviceId === null ? push : { ...push, deviceId: this.currentDeviceId },
    });
    if (!Array.isArray(answer?.results)) {
      throw new ApiUnreachable('The answer to the push names no results.', answer);
    }
    return answer;
  }

  status(options: Abortable = {}): Promise<SyncStatus> {
    return this.session.json('/api/sync/status', this.deviceCall(options.signal));
  }

  /** Count and hash of the rows of one table that the caller sees, to compare with the local ones. */
  async verify({ table, prefix, since, signal }: VerifyQuery): Promise<TableDigest> {
    const { count, hash } = await this.session.json<TableDigest>('/api/sync/status', {
      ...this.deviceCall(signal),
      query: { verify: table, prefix, since },
    });
    return { count, hash };
  }

  /**
   * The tick of every change on the server, for as long as the connection holds. It carries no data:
   * pull when one comes. Ends when the server closes; connect again with a backoff, and pull then.
   */
  async *events(options: Abortable = {}): AsyncGenerator<number, void, undefined> {
    const call = this.deviceCall(options.signal);
    const response = await this.session.call('/api/sync/events', {
      ...call,
      headers: { ...call.headers, Accept: 'text/event-stream' },
    });
    if (response.body === null) {
      throw new ApiUnreachable('This platform cannot read a stream of events.', null);
    }
    for await (const { event, data } of serverSentEvents(response.body)) {
      if (event === 'change') {
        yield (JSON.parse(data) as { timestamp: number }).timestamp;
      }
    }
  }

  private async pull(
    path: string,
    query: Readonly<Record<string, string | number | null | undefined>>,
    signal: AbortSignal | undefined,
  ): Promise<PullAnswer> {
    const answer = await this.session.json<Partial<PullAnswer> | null>(path, {
      ...this.deviceCall(signal),
      query,
    });
    if (typeof answer?.timestamp !== 'number' || typeof answer.changes !== 'object') {
      throw new ApiUnreachable('The answer is not one of /api/sync.', answer);
    }
    return answer as PullAnswer;
  }

  private deviceCall(signal: AbortSignal | undefined): {
    headers: Record<string, string>;
    signal: AbortSignal | undefined;
  } {
    return { headers: this.currentDeviceId === null ? {} : { 'X-Device-Id': this.currentDeviceId }, signal };
  }
}
