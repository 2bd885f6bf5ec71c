import type { FaultInjector } from '../core/fault-injector.js';
import type { TlsIdentity } from '../core/loopback-listener.js';
import type { JournalEntry } from '../core/request-journal.js';
import { SimulatorServer } from '../core/simulator-server.js';
import { instantMs, withWishes } from '../core/start-options.js';
import { VirtualClock } from '../core/virtual-clock.js';
import type { WisproProgress } from './wispro.advance.js';
import { WISPRO_KNOBS } from './wispro.knobs.js';
import type { WisproKnobs } from './wispro.knobs.js';
import { WisproVendor } from './wispro.vendor.js';
import { WisproWorld } from './wispro.world.js';
import type { WisproWorldSize } from './wispro.world.js';

/** The evening of the day that the reference sample is from, in Caracas. */
const WORLD_NOW = '2025-06-08T20:00:00.000-04:00';
const WORLD_SIZE: WisproWorldSize = { seed: 20_250_608, clients: 10_000 };

/** Sizes of the world, and every knob with another first value. */
export interface WisproSimulatorOptions extends Partial<WisproWorldSize>, Partial<WisproKnobs> {
  /** 0 (the default) takes a free one. Always on 127.0.0.1. */
  readonly port?: number;
  /** Where the vendor's clock starts, ISO 8601; every date of the world lies before it. */
  readonly now?: string;
  /** 0 (the default): the clock stands still unless advanced. 1: it runs. 60: a minute per second. */
  readonly timeScale?: number;
  /** Speaks https with this identity, for certificates that must be refused (FAULTS E5). */
  readonly tls?: TlsIdentity;
}

/** The subscribers behind the API, for tests. */
export type WisproWorldHandle = WisproWorld & {
  /** Lets the provider live on: an hour of the virtual clock per step. */
  advanceWorld(steps?: number): WisproProgress;
};

export interface WisproSimulator {
  /** Up to and including `/api/v1`, as `WISPRO_BASE_URL` wants it. */
  readonly baseUrl: string;
  readonly token: string;
  /** The product's variables for this vendor, by the names of its `.env.example`. */
  readonly environment: Readonly<Record<string, string>>;
  /** `…/_sim`: the same powers over HTTP. */
  readonly controlUrl: string;
  readonly faults: FaultInjector;
  /** Every request so far, oldest first; a copy. */
  readonly journal: readonly JournalEntry[];
  readonly clock: VirtualClock;
  readonly knobs: WisproKnobs;
  readonly world: WisproWorldHandle;
  /** Requests made after a 429 of the knob `requestsPerMinuteMax` and before the time that it named. */
  readonly tooEarlyCount: number;
  clearJournal(): void;
  /** The state of the start again; port and connections stay. */
  reset(): void;
  /** Connections are refused until `acceptConnections`. */
  refuseConnections(): Promise<void>;
  acceptConnections(): Promise<void>;
  /** Must be called; ends hanging exchanges, too. */
  close(): Promise<void>;
}

/**
 * Starts the provider's API on loopback with the same world on every start. Rejects when the port is taken or `now` is
 * not an instant. Many may run side by side; they share nothing.
 */
export async function startWisproSimulator(options: WisproSimulatorOptions = {}): Promise<WisproSimulator> {
  const size = withWishes(WORLD_SIZE, options);
  const clock = new VirtualClock(instantMs(options.now ?? WORLD_NOW), options.timeScale ?? 0);
  const world = new WisproWorld(size, clock);
  const vendor = new WisproVendor(withWishes(WISPRO_KNOBS, options), world, clock, size.seed);
  const server = await SimulatorServer.start(vendor, clock, { port: options.port ?? 0, tls: options.tls });
  return describeSimulator(server, vendor);
}

function describeSimulator(server: SimulatorServer, vendor: WisproVendor): WisproSimulator {
  return {
    baseUrl: server.baseUrl,
    controlUrl: server.controlUrl,
    get token() {
      return vendor.knobs.token;
    },
    get environment() {
      return { WISPRO_BASE_URL: server.baseUrl, WISPRO_TOKEN: vendor.knobs.token };
    },
    get journal() {
      return server.journal;
    },
    get tooEarlyCount() {
      return vendor.throttle.tooEarlyCount;
    },
    faults: server.faults,
    clock: server.clock,
    knobs: vendor.knobs,
    world: Object.assign(vendor.world, { advanceWorld: (steps = 1) => vendor.advance.advance(steps) }),
    clearJournal: () => {
      server.clearJournal();
    },
    reset: () => {
      server.reset();
    },
    refuseConnections: () => server.refuseConnections(),
    acceptConnections: () => server.acceptConnections(),
    close: () => server.close(),
  };
}
