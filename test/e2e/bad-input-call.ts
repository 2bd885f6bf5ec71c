import { Agent, request, type IncomingHttpHeaders } from 'node:http';

/** One request that should be refused, and how a failing test names it. */
export interface BadCall {
  /** What is wrong with it, in a few words; the table of exceptions goes by it. */
  readonly fault: string;
  readonly method: string;
  /** As it goes on the wire: nothing is normalised. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** The field that the answer's `errors` must name. */
  readonly field?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

const TIMEOUT_MS = 20_000;

/** Sends requests as they are, over kept connections, a few at a time. Close it in `afterAll`. */
export class Caller {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 8 });
  /** Requests that were answered. */
  callCount = 0;

  constructor(private readonly port: number) {}

  /** Rejects when there is no answer: a connection that is cut is a fault too. */
  send(call: Pick<BadCall, 'method' | 'target' | 'headers' | 'body'>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          host: '127.0.0.1',
          port: this.port,
          agent: this.agent,
          method: call.method,
          path: call.target,
          headers: { ...lengthOf(call), ...call.headers },
          timeout: TIMEOUT_MS,
        },
        (incoming) => {
          this.callCount += 1;
          const chunks: Buffer[] = [];
          const answer = (): void => {
            const text = Buffer.concat(chunks).toString('utf8');
            resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text });
          };
          if (incoming.headers['content-type']?.startsWith('text/event-stream') === true) {
            answer(); // It never ends by itself.
            incoming.destroy();
            return;
          }
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.once('end', answer);
          incoming.once('error', reject);
        },
      );
      outgoing.once('timeout', () => outgoing.destroy(new Error('no answer in time')));
      outgoing.once('error', reject);
      outgoing.end(call.body);
    });
  }

  /** Sends all of them, and answers in their order. */
  async sendAll<Call extends BadCall>(calls: readonly Call[]): Promise<(readonly [Call, Answer | string])[]> {
    return Promise.all(
      calls.map(async (call) => {
        const answer = await this.send(call).catch((error: unknown) => `no answer: ${String(error)}`);
        return [call, answer] as const;
      }),
    );
  }

  close(): void {
    this.agent.destroy();
  }
}

function lengthOf({ body, headers }: Pick<BadCall, 'body' | 'headers'>): Record<string, string> {
  return body === undefined || 'transfer-encoding' in headers
    ? {}
    : { 'content-length': String(Buffer.byteLength(body)) };
}
