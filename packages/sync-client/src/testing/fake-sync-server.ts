import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Push } from '../protocol.js';
import { FAKE_CONTRACT, FakeSyncState } from './fake-sync-state.js';

/** What the network or the server does to the next call of a path, instead of or after answering. */
export type Mishap =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: object | string;
    }
  | { readonly kind: 'lose-answer' }
  | { readonly kind: 'cut-body'; readonly bytes: number };

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** `/api/sync/*` and the sign-in on a real socket, for tests of the client alone. */
export class FakeSyncServer {
  readonly state = new FakeSyncState();
  readonly requests: {
    readonly path: string;
    readonly query: URLSearchParams;
    readonly headers: IncomingMessage['headers'];
  }[] = [];
  refreshCount = 0;
  pageLimit = 1000;
  private accessToken = 'access-0';
  private refreshToken = 'refresh-0';
  private readonly mishaps: { path: string; mishap: Mishap }[] = [];
  private readonly server: Server = createServer((request, response) => {
    void this.answer(request, response);
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** The next call of `path` meets `mishap`; several wait in line. */
  next(path: string, mishap: Mishap): void {
    this.mishaps.push({ path, mishap });
  }

  expireAccessToken(): void {
    this.accessToken = `expired-${this.accessToken}`;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake.invalid');
    const body = await bodyOf(request);
    this.requests.push({ path: url.pathname, query: url.searchParams, headers: request.headers });
    const mishap = this.takeMishap(url.pathname);
    if (mishap?.kind === 'answer') {
      const text = typeof mishap.body === 'string' ? mishap.body : JSON.stringify(mishap.body ?? {});
      response.writeHead(mishap.status, mishap.headers).end(text);
      return;
    }
    const answer = this.route(url, request, body);
    if (mishap?.kind === 'lose-answer') {
      request.socket.destroy();
    } else if (mishap?.kind === 'cut-body') {
      response.writeHead(answer.status, { 'content-type': answer.type });
      response.write(answer.text.slice(0, mishap.bytes), () => request.socket.destroy());
    } else {
      send(request, response, answer);
    }
  }

  private takeMishap(path: string): Mishap | undefined {
    const index = this.mishaps.findIndex((waiting) => waiting.path === path);
    return index === -1 ? undefined : this.mishaps.splice(index, 1)[0]?.mishap;
  }

  private route(url: URL, request: IncomingMessage, body: unknown): Answer {
    const path = url.pathname;
    if (path === '/api/auth/login') {
      return json(200, this.newSession());
    }
    if (path === '/api/auth/refresh') {
      return this.refresh(body as { refreshToken: string });
    }
    if (request.headers.authorization !== `Bearer ${this.accessToken}`) {
      return json(401, { code: 'UNAUTHENTICATED', detail: 'The token has expired.' });
    }
    return this.syncRoute(path, url.searchParams, request, body);
  }

  private syncRoute(path: string, query: URLSearchParams, request: IncomingMessage, body: unknown): Answer {
    switch (path) {
      case '/api/sync/schema':
        return json(200, FAKE_CONTRACT);
      case '/api/sync/devices':
        return json(201, { deviceId: '7d1f6a52-0000-4000-8000-000000000001' });
      case '/api/sync/status':
        return json(
          200,
          query.has('verify') ? { count: this.state.all('contacts').length, hash: 'h' } : { generation: 1 },
        );
      case '/api/sync/events':
        return {
          status: 200,
          type: 'text/event-stream',
          text: ': heartbeat\n\nevent: change\ndata: {"timestamp":1001}\n\nevent: other\ndata: x\n\nevent: change\r\ndata: {"timestamp":1002}\r\n\r\n',
        };
      case '/api/sync/initial':
        return request.headers.accept === 'application/x-ndjson'
          ? this.stream()
          : json(
              200,
              this.state.initialPage(Number(query.get('limit') ?? this.pageLimit), query.get('page')),
            );
      case '/api/sync/incremental':
        return this.incremental(query);
      case '/api/sync/outgoing':
        return json(200, this.state.push(body as Push));
      default:
        return json(404, { code: 'NOT_FOUND' });
    }
  }

  private incremental(query: URLSearchParams): Answer {
    const since = Number(query.get('since'));
    if (since < this.state.oldestTick) {
      return json(410, { code: 'CURSOR_EXPIRED', strategy: 'replacement' });
    }
    return json(200, this.state.incrementalPage(since, this.pageLimit, query.get('page')));
  }

  private stream(): Answer {
    const tables = FAKE_CONTRACT.tables.map(({ name }) => ({ name, rows: this.state.all(name) }));
    const counts = Object.fromEntries(tables.map(({ name, rows }) => [name, rows.length]));
    const lines = [
      { timestamp: this.state.tick, generation: 1, tables: counts },
      ...tables.flatMap(({ name, rows }) => rows.map((row) => ({ t: name, r: row }))),
      { end: true, rows: Object.values(counts).reduce((sum, count) => sum + count, 0) },
    ];
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    return { status: 200, type: 'application/x-ndjson', text };
  }

  private newSession(): object {
    this.refreshCount += 1;
    this.accessToken = `access-${this.refreshCount}`;
    this.refreshToken = `refresh-${this.refreshCount}`;
    return {
      accessToken: this.accessToken,
      refreshToken: this.refreshToken,
      expiresIn: 900,
      mustChangePassword: false,
    };
  }

  private refresh({ refreshToken }: { refreshToken: string }): {
    status: number;
    type: string;
    text: string;
  } {
    return refreshToken === this.refreshToken
      ? json(200, this.newSession())
      : json(401, { code: 'SESSION_REVOKED', detail: 'The refresh token was used twice.' });
  }
}

function json(status: number, body: object): Answer {
  return {
    status,
    type: status < 400 ? 'application/json' : 'application/problem+json',
    text: JSON.stringify(body),
  };
}

/** Compressed when the client takes it. */
function send(request: IncomingMessage, response: ServerResponse, { status, type, text }: Answer): void {
  if (request.headers['accept-encoding']?.includes('gzip') === true) {
    response.writeHead(status, { 'content-type': type, 'content-encoding': 'gzip' }).end(gzipSync(text));
  } else {
    response.writeHead(status, { 'content-type': type }).end(text);
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return chunks.length === 0 ? null : JSON.parse(Buffer.concat(chunks).toString('utf8'));
}
