import { ApiUnreachable, backoffMs, type Fetch } from '@sync-hub/sync-client';

export type ConnectionState = 'up' | 'lost';

export interface ConnectionOptions {
  /** True when the server itself answered. Never rejects. */
  readonly probe: () => Promise<boolean>;
  readonly wait: (ms: number, wake: () => void) => () => void;
  /** False is always right, true proves nothing. */
  readonly hasNetwork: () => boolean;
}

/** No person waits longer than this for the news that the connection is back. */
const PROBE_WAIT_MS_MAX = 30_000;
const PROBE_TIMEOUT_MS = 5_000;
/** What a proxy answers for a server that is not there. The server's own problems have codes of their own. */
const GATEWAY_STATUSES = [502, 503, 504];

/**
 * Whether the server can be reached, as the last call found out: a failed one means lost at once, and then the server's
 * health is asked, at growing distances, until it answers. What the browser believes of its network is a hint for when to ask.
 */
export class Connection {
  private current: ConnectionState = 'up';
  private failedProbes = 0;
  private cancelWait: (() => void) | null = null;
  private isProbing = false;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly options: ConnectionOptions) {}

  get state(): ConnectionState {
    return this.current;
  }

  /** Answers how to stop listening. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  /** A call got no answer. */
  noteFailure(): void {
    if (this.current === 'up') {
      this.failedProbes = 0;
      this.become('lost');
      void this.probe();
    }
  }

  /** The server has answered, whatever it said. */
  noteAnswer(): void {
    if (this.current === 'lost') {
      this.stopWaiting();
      this.become('up');
    }
  }

  /** Asks at once: somebody wants to know, or the browser has a network again. */
  async probe(): Promise<void> {
    if (this.isProbing) {
      return;
    }
    this.stopWaiting();
    this.isProbing = true;
    const isThere = this.options.hasNetwork() && (await this.options.probe());
    this.isProbing = false;
    if (isThere) {
      this.noteAnswer();
    } else {
      this.become('lost');
      const waitMs = Math.min(backoffMs(this.failedProbes), PROBE_WAIT_MS_MAX);
      this.failedProbes += 1;
      this.cancelWait = this.options.wait(waitMs, () => void this.probe());
    }
  }

  /** The same calls, watched. */
  watched(fetchOf: Fetch): Fetch {
    return async (url, init) => {
      try {
        const response = await fetchOf(url, init);
        if (isFromGateway(response)) {
          this.noteFailure();
        } else {
          this.noteAnswer();
        }
        return response;
      } catch (error) {
        // A call that its own caller has given up says nothing about the network.
        if (init.signal?.aborted !== true || error instanceof ApiUnreachable) {
          this.noteFailure();
        }
        throw error;
      }
    };
  }

  private become(state: ConnectionState): void {
    if (this.current !== state) {
      this.current = state;
      for (const listener of this.listeners) {
        listener();
      }
    }
  }

  private stopWaiting(): void {
    this.cancelWait?.();
    this.cancelWait = null;
  }
}

/** The connection of this page. */
export function browserConnection(): Connection {
  const connection = new Connection({
    probe: probeHealth,
    hasNetwork: () => navigator.onLine,
    wait: (ms, wake) => {
      const timer = setTimeout(wake, ms);
      return () => clearTimeout(timer);
    },
  });
  window.addEventListener('offline', () => connection.noteFailure());
  window.addEventListener('online', () => void connection.probe());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && connection.state === 'lost') {
      void connection.probe();
    }
  });
  return connection;
}

/** A hotel's login page answers too, but not this. */
async function probeHealth(): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
    const response = await fetch('/health/live', { signal, cache: 'no-store' });
    const body = (await response.json()) as { readonly status?: unknown };
    return response.ok && body.status === 'ok';
  } catch {
    return false;
  }
}

/** True for what a proxy says while the server behind it is away: such an answer is no problem document. */
function isFromGateway(response: Response): boolean {
  const isOurs = response.headers.get('content-type')?.includes('json') === true;
  return GATEWAY_STATUSES.includes(response.status) && !isOurs;
}
