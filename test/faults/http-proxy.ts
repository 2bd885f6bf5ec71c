import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * What happens to a connection: it passes, its answer is lost after the server has given it, its answer breaks off
 * after so many bytes, or the request reaches the other target as well (a client that sent twice).
 */
export type HttpFault =
  | { readonly do: 'pass' }
  | { readonly do: 'drop-answer' }
  | { readonly do: 'cut-answer'; readonly afterBytes: number }
  | { readonly do: 'duplicate'; readonly alsoTo: string };

/**
 * A proxy between a client and the application (FAULTS, "CX"). Each fault of the script is for one connection;
 * clients should send `Connection: close`. Close it in `afterAll`.
 */
export class HttpProxy {
  private readonly faults: HttpFault[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly listener: Server,
    private readonly target: URL,
  ) {}

  static async start(target: string): Promise<HttpProxy> {
    const listener = createServer();
    const proxy = new HttpProxy(listener, new URL(target));
    listener.on('connection', (client) => {
      proxy.serve(client);
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.listener.address() as AddressInfo).port}`;
  }

  /** For the next connection that has none yet. */
  next(fault: HttpFault): void {
    this.faults.push(fault);
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) {
      socket.destroy();
    }
    await new Promise((resolve) => this.listener.close(resolve));
  }

  private serve(client: Socket): void {
    const fault = this.faults.shift() ?? { do: 'pass' };
    this.keep(client);
    const server = this.open(this.target);
    const second = fault.do === 'duplicate' ? this.open(new URL(fault.alsoTo)) : null;
    second?.resume();
    client.on('data', (chunk: Buffer) => {
      server.write(chunk);
      second?.write(chunk);
    });
    let bytesLeft = fault.do === 'cut-answer' ? fault.afterBytes : Infinity;
    server.on('data', (chunk: Buffer) => {
      if (fault.do === 'drop-answer') {
        client.resetAndDestroy();
        server.destroy();
        return;
      }
      client.write(chunk.subarray(0, bytesLeft));
      bytesLeft -= chunk.length;
      if (bytesLeft <= 0) {
        client.resetAndDestroy();
        server.destroy();
      }
    });
    server.once('close', () => client.end());
    client.once('close', () => server.end());
  }

  private open(target: URL): Socket {
    const socket = connect(Number(target.port), target.hostname);
    this.keep(socket);
    return socket;
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => this.sockets.delete(socket));
  }
}
