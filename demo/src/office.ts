import type { Account, SeedRecord } from './cast.js';
import { DemoFailure } from './demo-failure.js';

/** A run of a source as `/api/runs/:id` shows it, as far as the story needs it. */
export interface Run {
  readonly id: string;
  readonly state: string;
  readonly counts: RunCounts;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly error: { readonly message: string } | null;
}

export interface RunCounts {
  readonly fetched: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly skipped: Readonly<Record<string, number>>;
  readonly failed: number;
}

export interface Product {
  readonly id: string;
  readonly externalId: string | null;
  readonly name: string;
  readonly price: string;
  readonly overrides: Readonly<Record<string, { readonly upstream: unknown }>>;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** The people at the desk: an admin who works over REST, as the admin panel does. */
export class Office {
  private accessToken: string | null = null;

  constructor(
    private readonly baseUrl: string,
    private readonly account: Account,
  ) {}

  async signIn(): Promise<void> {
    const { email, password } = this.account;
    const body = { login: email, password };
    const session = (await this.accepted('POST', '/api/auth/login', body)) as { accessToken: string };
    this.accessToken = session.accessToken;
  }

  async createAgent({ name, email, password }: Account): Promise<void> {
    await this.call('POST', '/api/users', { name, email, password, role: 'agent' });
  }

  async create({ table, fields }: SeedRecord): Promise<void> {
    await this.call('POST', `/api/${table}`, fields);
  }

  async editContact(id: string, fields: Readonly<Record<string, string>>): Promise<void> {
    await this.call('PATCH', `/api/contacts/${id}`, fields);
  }

  async getProduct(id: string): Promise<Product> {
    return (await this.call('GET', `/api/products/${id}`)) as Product;
  }

  async getRun(id: string): Promise<Run> {
    return (await this.call('GET', `/api/runs/${id}`)) as Run;
  }

  /** The newest run of a source, null before the first. */
  async findNewestRun(source: string): Promise<Run | null> {
    const page = (await this.call('GET', `/api/sources/${source}/runs?limit=1`)) as { data: Run[] };
    return page.data[0] ?? null;
  }

  /** Starts a run; one that is under way already is in `underWay` instead. */
  async startRun(
    source: string,
    request: Readonly<Record<string, string>>,
  ): Promise<{ readonly started: string } | { readonly underWay: string }> {
    const { status, body } = await this.send('POST', `/api/sources/${source}/run`, request);
    const runId: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'runId') : null;
    if (typeof runId !== 'string' || (status !== 202 && status !== 409)) {
      throw new DemoFailure(`Starting the import of ${source} was answered with HTTP ${status}.`);
    }
    return status === 202 ? { started: runId } : { underWay: runId };
  }

  /** Signs in anew when the access token has expired meanwhile: the demo may stay up for days. */
  private async call(method: string, path: string, body?: object): Promise<unknown> {
    const answer = await this.send(method, path, body);
    if (answer.status !== 401) {
      return requireSuccess(answer, method, path);
    }
    await this.signIn();
    return this.accepted(method, path, body);
  }

  private async accepted(method: string, path: string, body?: object): Promise<unknown> {
    return requireSuccess(await this.send(method, path, body), method, path);
  }

  private async send(method: string, path: string, body?: object): Promise<Answer> {
    const response = await fetch(`${this.baseUrl}${path}`, {
      method,
      headers: {
        Accept: 'application/json',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(this.accessToken === null ? {} : { Authorization: `Bearer ${this.accessToken}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(60_000),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
  }
}

function requireSuccess({ status, body }: Answer, method: string, path: string): unknown {
  if (status < 200 || status > 299) {
    const detail: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'detail') : null;
    const reason = typeof detail === 'string' ? `: ${detail}` : '';
    throw new DemoFailure(`${method} ${path} was answered with HTTP ${status}${reason}.`);
  }
  return body;
}
