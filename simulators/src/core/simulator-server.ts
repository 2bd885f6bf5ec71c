import type { IncomingMessage, ServerResponse } from 'node:http';
import { deliverAnswer } from './answer-delivery.js';
import { asksVendor, chooseTransport, renderAnswer } from './answer-plan.js';
import { answerControlRequest } from './control-routes.js';
import { createFaultInjector } from './fault-injector.js';
import type { FaultInjector, StrikingFaults } from './fault-injector.js';
import { LoopbackListener } from './loopback-listener.js';
import type { TlsIdentity } from './loopback-listener.js';
import { readBody } from './request-body.js';
import { RequestJournal } from './request-journal.js';
import type { SimulatedVendor, VendorRequest } from './vendor.js';
import type { VirtualClock } from './virtual-clock.js';

const CONTROL_PATH = '/_sim';

export interface ServerOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly tls?: TlsIdentity | undefined;
}

/** A vendor that can be asked over HTTP, and everything that a test or a person may do to it. */
export class SimulatorServer {
  readonly faults: FaultInjector = createFaultInjector();
  private readonly requests = new RequestJournal();
  private listener: LoopbackListener | null = null;

  private constructor(
    readonly vendor: SimulatedVendor,
    readonly clock: VirtualClock,
  ) {}

  /** Resolves once it listens. The caller must `close` it. */
  static async start(
    vendor: SimulatedVendor,
    clock: VirtualClock,
    options: ServerOptions,
  ): Promise<SimulatorServer> {
    const server = new SimulatorServer(vendor, clock);
    server.listener = await LoopbackListener.open(options.port, options.tls, (request, response) => {
      server.answer(request, response).catch((error: unknown) => {
        if (!request.destroyed || request.complete) {
          console.error(`${vendor.name} simulator:`, error);
        }
        response.destroy();
      });
    });
    return server;
  }

  /** Up to and including the vendor's base path, without a trailing slash. */
  get baseUrl(): string {
    return `${this.origin}${this.vendor.basePath}`;
  }

  get controlUrl(): string {
    return `${this.origin}${CONTROL_PATH}`;
  }

  /** Every vendor request since the start or the last reset, oldest first. */
  get journal(): ReturnType<RequestJournal['list']> {
    return this.requests.list();
  }

  clearJournal(): void {
    this.requests.clear();
  }

  /** The first state again: world, knobs, clock, no faults, an empty journal. Port and token stay. */
  reset(): void {
    this.faults.clear();
    this.requests.clear();
    this.clock.reset();
    this.vendor.reset();
  }

  /** From now on connections are refused, and open ones are cut, until `acceptConnections` (FAULTS E5). */
  async refuseConnections(): Promise<void> {
    await this.listener?.refuse();
  }

  async acceptConnections(): Promise<void> {
    await this.listener?.resume();
  }

  /** Ends every exchange, also the hanging ones, and frees the port. May be called twice. */
  async close(): Promise<void> {
    await this.listener?.refuse();
  }

  private get origin(): string {
    return this.listener?.origin ?? '';
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => {
      gone.abort();
    });
    response.on('error', () => {
      gone.abort();
    });
    const body = await readBody(request);
    if (body === null) {
      response.writeHead(413, { Connection: 'close' }).end();
      return;
    }
    const url = new URL(request.url ?? '/', 'http://simulator.invalid');
    if (url.pathname === CONTROL_PATH || url.pathname.startsWith(`${CONTROL_PATH}/`)) {
      const route = url.pathname.slice(CONTROL_PATH.length);
      answerControlRequest(this, { method: request.method ?? 'GET', route, body }, response);
      return;
    }
    await this.answerVendorRequest({ request, response, url, body, signal: gone.signal });
  }

  private async answerVendorRequest(exchange: {
    readonly request: IncomingMessage;
    readonly response: ServerResponse;
    readonly url: URL;
    readonly body: Buffer;
    readonly signal: AbortSignal;
  }): Promise<void> {
    const { request, response, url, body, signal } = exchange;
    const method = request.method ?? 'GET';
    const { headers } = request;
    const entry = this.requests.open({
      method,
      path: request.url ?? '/',
      headers,
      body,
      virtualAt: this.clock.nowIso(),
    });
    const striking = this.faults.take({
      method,
      path: url.pathname,
      basePath: this.vendor.basePath,
      query: url.searchParams,
    });
    entry.faultIds = striking.ids;
    const asked: VendorRequest = {
      method,
      route: this.routeBelowBase(url.pathname),
      query: url.searchParams,
      headers,
      body,
    };
    const transport = chooseTransport(striking.scripts);
    const vendorAnswer = asksVendor(transport) ? this.vendor.answer(asked) : null;
    const answer = renderAnswer(vendorAnswer, striking.scripts, headers['if-none-match']);
    this.changeWorldAfter(striking);
    const { delayMs = 0 } = vendorAnswer ?? {};
    const delivered = delayMs === 0 ? transport : { delayMs, ...transport };
    await deliverAnswer({ response, entry, signal }, answer, delivered);
  }

  private routeBelowBase(path: string): string | null {
    const { basePath } = this.vendor;
    return path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : null;
  }

  private changeWorldAfter(striking: StrikingFaults): void {
    for (const { thenChangeWorld } of striking.scripts) {
      if (thenChangeWorld !== undefined) {
        this.vendor.changeWorld(thenChangeWorld);
      }
    }
  }
}
