import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { type SentStatement, WireReader } from './wire-reader.js';

/** Where a cut strikes: the statement never reaches PostgreSQL, or it is done and nobody hears of it. */
export type CutPlace = 'before' | 'after';

interface Cut {
  readonly place: CutPlace;
  readonly strikes: (statement: SentStatement) => boolean;
  readonly struck: () => void;
}

/** One connection of the application, and what it is joined to. */
interface Link {
  readonly client: Socket;
  readonly server: Socket;
}

/**
 * A proxy between the application and PostgreSQL that reads the wire protocol (FAULTS, "PGX"): it can lose a
 * connection before a statement or after it, all of them at once, or every packet. Close it in `afterAll`.
 */
export class PgProxy {
  private readonly links = new Set<Link>();
  private cut: Cut | null = null;
  private isBlackHole = false;

  private constructor(
    private readonly listener: Server,
    private readonly target: URL,
  ) {}

  /** `target` is the postgres:// URL that connections are joined to. */
  static async start(target: string): Promise<PgProxy> {
    const listener = createServer();
    const proxy = new PgProxy(listener, new URL(target));
    listener.on('connection', (client) => {
      proxy.join(client);
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  /** The target's URL with the proxy's address. */
  get url(): string {
    const url = new URL(this.target);
    url.host = `127.0.0.1:${(this.listener.address() as AddressInfo).port}`;
    return url.href;
  }

  /** Cuts one connection, at the first statement that `strikes` picks. The promise settles when it has happened. */
  cutAt(place: CutPlace, strikes: (statement: SentStatement) => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.cut = { place, strikes, struck: resolve };
    });
  }

  /** As {@link cutAt}, at the COMMIT of the first transaction that has a statement like `pattern`. */
  cutAtCommit(place: CutPlace, pattern: RegExp): Promise<void> {
    return this.cutAt(
      place,
      ({ text, transaction }) => text === 'COMMIT' && transaction.some((sent) => pattern.test(sent)),
    );
  }

  /** From now on nothing passes and nothing is refused: no connection hears anything until {@link heal}. */
  blackHole(): void {
    this.isBlackHole = true;
    for (const { client, server } of this.links) {
      client.pause();
      server.pause();
    }
  }

  /** What was held goes on its way, as TCP does when packets pass again. */
  heal(): void {
    this.isBlackHole = false;
    for (const { client, server } of this.links) {
      client.resume();
      server.resume();
    }
  }

  /** Resets every connection. New ones are let through. */
  cutAll(): void {
    for (const link of this.links) {
      end(link);
    }
  }

  async close(): Promise<void> {
    this.cutAll();
    await new Promise((resolve) => this.listener.close(resolve));
  }

  private join(client: Socket): void {
    const server = connect(Number(this.target.port), this.target.hostname);
    const link = { client, server };
    this.links.add(link);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        end(link);
        this.links.delete(link);
      });
    }
    this.forward(link);
    if (this.isBlackHole) {
      client.pause();
      server.pause();
    }
  }

  private forward(link: Link): void {
    const { client, server } = link;
    const reader = new WireReader();
    let isDoomed = false;
    client.on('data', (chunk: Buffer) => {
      for (const { bytes, statement } of reader.read(chunk)) {
        const place = statement === null || client.destroyed ? null : this.strike(statement);
        if (place === 'before') {
          end(link);
          return;
        }
        isDoomed ||= place === 'after';
        server.write(bytes);
      }
    });
    server.on('data', (chunk: Buffer) => {
      if (isDoomed) {
        end(link);
      } else {
        client.write(chunk);
      }
    });
    client.once('end', () => server.end());
    server.once('end', () => client.end());
  }

  private strike(statement: SentStatement): CutPlace | null {
    const cut = this.cut;
    if (cut?.strikes(statement) !== true) {
      return null;
    }
    this.cut = null;
    cut.struck();
    return cut.place;
  }
}

/** Both ends see a reset. */
function end({ client, server }: Link): void {
  client.resetAndDestroy();
  server.resetAndDestroy();
}
