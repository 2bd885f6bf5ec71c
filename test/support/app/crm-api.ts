import { type TestApp, startTestApp } from './test-app.js';

export interface CrmAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

export interface CrmCallOptions {
  readonly body?: object;
  /** The admin's when absent. */
  readonly token?: string;
  readonly headers?: Record<string, string>;
}

const AGENT = { email: 'agent@example.test', password: 'Walnut-Harbour-57' } as const;

/** The CRM's REST routes with an admin, and an agent who is kept to its own records. */
export class CrmApi {
  private constructor(
    readonly app: TestApp,
    private readonly adminToken: string,
  ) {}

  static async start(): Promise<CrmApi> {
    const app = await startTestApp({ environment: { SYNC_AGENT_SCOPE: 'own' } });
    return new CrmApi(app, await app.adminToken());
  }

  /** Makes the agent; once. */
  async agent(): Promise<{ readonly id: string; readonly token: string }> {
    const made = await this.call('POST', '/api/users', {
      body: { ...AGENT, name: 'Agent One', role: 'agent' },
    });
    return { id: String(made.body.id), token: await this.app.tokenOf(AGENT.email, AGENT.password) };
  }

  async call(method: string, path: string, options: CrmCallOptions = {}): Promise<CrmAnswer> {
    const response = await this.app.fetch(path, {
      method,
      headers: {
        authorization: `Bearer ${options.token ?? this.adminToken}`,
        ...(options.body && { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(options.body && { body: JSON.stringify(options.body) }),
    });
    const text = await response.text();
    const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    return { status: response.status, headers: response.headers, body };
  }

  /** Makes a record and answers its path. */
  async made(table: string, body: object): Promise<string> {
    const answer = await this.call('POST', `/api/${table}`, { body });
    const location = answer.headers.get('location');
    if (answer.status !== 201 || location === null) {
      throw new Error(`The record was refused: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    return location;
  }
}

/** Of the records on a page of a list. */
export function idsOf(answer: CrmAnswer): unknown[] {
  return (answer.body.data as { id: string }[]).map(({ id }) => id);
}
