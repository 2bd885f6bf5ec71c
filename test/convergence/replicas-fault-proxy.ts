import { createServer, type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What happens to a call: `before` never arrives, `drop` and `cut` lose the answer (whole, or its second
 * half) after the server has committed, `twice` sends two copies at once, `kill` ends the server between
 * its commit and its answer.
 */
export type CallFault = 'before' | 'drop' | 'cut' | 'twice' | 'kill';
export type CallKind = 'push' | 'pull';

interface SentCall {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

interface Answered {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** Stands between one client and the server, on loopback (FAULTS "CX"). Close it after use. */
export class FaultProxy {
  /** Pushes that went through, oldest first: a network may deliver any of them once more. */
  readonly pushes: SentCall[] = [];
  private readonly faults: { readonly kind: CallKind; readonly fault: CallFault }[] = [];
  private readonly server = createServer((request, response) => {
    void this.pass(request, response).catch(() => request.socket.destroy());
  });

  private constructor(
    private readonly target: () => string,
    private readonly kill: () => Promise<void>,
  ) {}

  /** `target` is asked for every call: a server that was restarted has another port. */
  static async start(target: () => string, kill: () => Promise<void>): Promise<FaultProxy> {
    const proxy = new FaultProxy(target, kill);
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The next call of this kind meets the fault. */
  next(kind: CallKind, fault: CallFault): void {
    this.faults.push({ kind, fault });
  }

  /** Faults that met no call are forgotten. */
  heal(): void {
    this.faults.length = 0;
  }

  /** Delivers an earlier push once more; its answer goes nowhere. False when there was none. */
  async repeat(index: number): Promise<boolean> {
    const call = this.pushes[index % Math.max(this.pushes.length, 1)];
    if (call === undefined) {
      return false;
    }
    await this.forward(call);
    return true;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = await readCall(request);
    const kind = kindOf(call);
    const fault = kind === null ? null : this.takeFault(kind);
    if (fault === 'before') {
      request.socket.destroy();
      return;
    }
    if (kind === 'push') {
      this.pushes.push(call);
    }
    const answers = await Promise.all(
      Array.from({ length: fault === 'twice' ? 2 : 1 }, () => this.forward(call)),
    );
    const answer = answers.find(({ status }) => status < 300) ?? answers[0]!;
    if (fault === 'kill') {
      await this.kill();
    }
    if (fault === 'drop' || fault === 'kill') {
      request.socket.destroy();
    } else if (fault === 'cut') {
      response.writeHead(answer.status, answer.headers);
      response.write(answer.body.subarray(0, answer.body.length >> 1), () => request.socket.destroy());
    } else {
      response.writeHead(answer.status, answer.headers).end(answer.body);
    }
  }

  private takeFault(kind: CallKind): CallFault | null {
    const index = this.faults.findIndex((waiting) => waiting.kind === kind);
    return index === -1 ? null : (this.faults.splice(index, 1)[0]?.fault ?? null);
  }

  private forward(call: SentCall): Promise<Answered> {
    return new Promise((resolve, reject) => {
      const { method, headers } = call;
      const url = new URL(call.path, this.target());
      const outgoing = httpRequest(url, { method, headers, agent: false }, (incoming) => {
        bodyOf(incoming).then((body) => {
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body });
        }, reject);
      });
      outgoing.once('error', reject).end(call.body);
    });
  }
}

async function readCall(request: IncomingMessage): Promise<SentCall> {
  const names = ['authorization', 'content-type', 'accept', 'x-device-id'];
  const headers = names.flatMap((name) => {
    const value = request.headers[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  return {
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    headers: Object.fromEntries(headers),
    body: await bodyOf(request),
  };
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function kindOf({ path }: SentCall): CallKind | null {
  if (path.startsWith('/api/sync/outgoing')) {
    return 'push';
  }
  return /^\/api\/sync\/(?:initial|incremental)/.test(path) ? 'pull' : null;
}
