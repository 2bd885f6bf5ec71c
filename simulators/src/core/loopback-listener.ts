import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

const LOOPBACK = '127.0.0.1';

export interface TlsIdentity {
  readonly key: string;
  readonly cert: string;
}

/** A listening socket on 127.0.0.1 and nowhere else, which can go away and come back on the same port. */
export class LoopbackListener {
  private constructor(
    private readonly server: Server,
    private readonly scheme: 'http' | 'https',
    readonly port: number,
  ) {}

  /** Port 0 takes a free one. Rejects when the port is taken. */
  static async open(
    port: number,
    tls: TlsIdentity | undefined,
    listener: (request: IncomingMessage, response: ServerResponse) => void,
  ): Promise<LoopbackListener> {
    const server = tls === undefined ? createHttpServer(listener) : createHttpsServer(tls, listener);
    await listen(server, port);
    return new LoopbackListener(
      server,
      tls === undefined ? 'http' : 'https',
      (server.address() as AddressInfo).port,
    );
  }

  get origin(): string {
    return `${this.scheme}://${LOOPBACK}:${this.port}`;
  }

  /** Cuts every connection; new ones are refused by the kernel until `resume` (FAULTS E5). */
  async refuse(): Promise<void> {
    if (this.server.listening) {
      const closed = new Promise<void>((resolve) => {
        this.server.close(() => {
          resolve();
        });
      });
      this.server.closeAllConnections();
      await closed;
    }
  }

  /** Listens again on the same port; does nothing when it still listens. */
  async resume(): Promise<void> {
    if (!this.server.listening) {
      await listen(this.server, this.port);
    }
  }
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}
