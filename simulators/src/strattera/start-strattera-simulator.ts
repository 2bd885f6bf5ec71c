import type { FaultInjector } from '../core/fault-injector.js';
import type { TlsIdentity } from '../core/loopback-listener.js';
import type { JournalEntry } from '../core/request-journal.js';
import { SimulatorServer } from '../core/simulator-server.js';
import { VirtualClock } from '../core/virtual-clock.js';
import type { WorldProgress } from './strattera.advance.js';
import { StratteraVendor } from './strattera.vendor.js';
import type { StratteraKnobs } from './strattera.vendor.js';
import { StratteraWorld } from './strattera.world.js';

/** The evening of the day that the reference numbers (1,073 orders, 32 products) are from, in Moscow. */
const WORLD_NOW = '2025-06-05T22:00:00.000+03:00';
const WORLD_SEED = 20_250_605;
const CACHE_MS = 5 * 60_000;

export interface StratteraSimulatorOptions {
  /** 0 (the default) takes a free one. Always on 127.0.0.1. */
  readonly port?: number;
  readonly seed?: number;
  readonly token?: string;
  readonly orders?: number;
  readonly products?: number;
  /** Where the vendor's clock starts, ISO 8601; every date of the world lies before it. */
  readonly now?: string;
  /** 0 (the default): the clock stands still unless advanced. 1: it runs. 60: a minute per second. */
  readonly timeScale?: number;
  readonly ordersCacheMs?: number;
  readonly writeBack?: boolean;
  readonly conditionalGet?: boolean;
  /** Speaks https with this identity, for certificates that must be refused (FAULTS E5). */
  readonly tls?: TlsIdentity;
}

/** The shop behind the API, for tests. */
export type StratteraWorldHandle = StratteraWorld & {
  /** Lets the shop live on: five minutes of the virtual clock per step, so that the cached list is old afterwards. */
  advanceWorld(steps?: number): WorldProgress;
};

export interface StratteraSimulator {
  /** Up to and including `/api/v1`, as `STRATTERA_BASE_URL` wants it. */
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
  readonly knobs: StratteraKnobs;
  readonly world: StratteraWorldHandle;
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
 * Starts the Strattera shop on loopback with the same world on every start. Rejects when the port is taken or `now` is
 * not an instant. Many may run side by side; they share nothing.
 */
export async function startStratteraSimulator(
  options: StratteraSimulatorOptions = {},
): Promise<StratteraSimulator> {
  const seed = options.seed ?? WORLD_SEED;
  const clock = new VirtualClock(instantMs(options.now ?? WORLD_NOW), options.timeScale ?? 0);
  const world = new StratteraWorld(
    { seed, orders: options.orders ?? 1_073, products: options.products ?? 32 },
    clock,
  );
  const knobs: StratteraKnobs = {
    token: options.token ?? 'strattera-simulator-token',
    ordersCacheMs: options.ordersCacheMs ?? CACHE_MS,
    writeBack: options.writeBack ?? false,
    conditionalGet: options.conditionalGet ?? false,
  };
  const vendor = new StratteraVendor(knobs, world, clock, seed);
  const server = await SimulatorServer.start(vendor, clock, { port: options.port ?? 0, tls: options.tls });
  return describeSimulator(server, vendor);
}

function describeSimulator(server: SimulatorServer, vendor: StratteraVendor): StratteraSimulator {
  return {
    baseUrl: server.baseUrl,
    controlUrl: server.controlUrl,
    get token() {
      return vendor.knobs.token;
    },
    get environment() {
      return { STRATTERA_BASE_URL: server.baseUrl, STRATTERA_TOKEN: vendor.knobs.token };
    },
    get journal() {
      return server.journal;
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

function instantMs(iso: string): number {
  const ms = Date.parse(iso);
  if (Number.isNaN(ms)) {
    throw new RangeError(`${iso} is not an instant.`);
  }
  return ms;
}
