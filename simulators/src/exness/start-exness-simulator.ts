import type { FaultInjector } from '../core/fault-injector.js';
import type { TlsIdentity } from '../core/loopback-listener.js';
import type { JournalEntry } from '../core/request-journal.js';
import { SimulatorServer } from '../core/simulator-server.js';
import { instantMs, withWishes } from '../core/start-options.js';
import { VirtualClock } from '../core/virtual-clock.js';
import type { ExnessProgress } from './exness.advance.js';
import type { ExnessWorldSize } from './exness.generation.js';
import { EXNESS_KNOBS } from './exness.knobs.js';
import type { ExnessKnobs } from './exness.knobs.js';
import { ExnessVendor } from './exness.vendor.js';
import { ExnessWorld } from './exness.world.js';

/** The day that the reference numbers are from (122 rows of V1, 100 of V2), in Bangkok. */
const WORLD_NOW = '2025-06-20T12:00:00.000+07:00';
const WORLD_SIZE: ExnessWorldSize = {
  seed: 20_250_620,
  clients: 100,
  accounts: 122,
  v1Only: 2,
  v2Only: 2,
  ambiguousPrefixes: 0,
};

/** Sizes of the world, and every knob with another first value. */
export interface ExnessSimulatorOptions extends Partial<ExnessWorldSize>, Partial<ExnessKnobs> {
  /** 0 (the default) takes a free one. Always on 127.0.0.1. */
  readonly port?: number;
  /** Where the vendor's clock starts, ISO 8601; every date of the world lies before it. */
  readonly now?: string;
  /** 0 (the default): the clock stands still unless advanced. 1: it runs. 60: a minute per second. */
  readonly timeScale?: number;
  /** Speaks https with this identity, for certificates that must be refused (FAULTS E5). */
  readonly tls?: TlsIdentity;
}

/** The clients behind the API, for tests. */
export type ExnessWorldHandle = ExnessWorld & {
  /** Lets the clients live on: an hour of the virtual clock per step. */
  advanceWorld(steps?: number): ExnessProgress;
};

export interface ExnessSimulator {
  /** Up to and including `/api`, as `EXNESS_BASE_URL` wants it. */
  readonly baseUrl: string;
  readonly login: string;
  readonly password: string;
  /** The product's variables for this vendor, by the names of its `.env.example`. */
  readonly environment: Readonly<Record<string, string>>;
  /** `…/_sim`: the same powers over HTTP. */
  readonly controlUrl: string;
  readonly faults: FaultInjector;
  /** Every request so far, oldest first; a copy. */
  readonly journal: readonly JournalEntry[];
  readonly clock: VirtualClock;
  readonly knobs: ExnessKnobs;
  readonly world: ExnessWorldHandle;
  /** Requests made after a 429 of the knob `requestsPerMinuteMax` and before the time that it named. */
  readonly tooEarlyCount: number;
  /** Every token issued so far is expired (E3). */
  expireTokens(): void;
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
 * Starts the affiliates API on loopback with the same world on every start. Rejects when the port is taken or `now` is
 * not an instant. Many may run side by side; they share nothing.
 */
export async function startExnessSimulator(options: ExnessSimulatorOptions = {}): Promise<ExnessSimulator> {
  const size = withWishes(WORLD_SIZE, options);
  const clock = new VirtualClock(instantMs(options.now ?? WORLD_NOW), options.timeScale ?? 0);
  const world = new ExnessWorld(size, clock);
  const vendor = new ExnessVendor(withWishes(EXNESS_KNOBS, options), world, clock, size.seed);
  const server = await SimulatorServer.start(vendor, clock, { port: options.port ?? 0, tls: options.tls });
  return describeSimulator(server, vendor);
}

function describeSimulator(server: SimulatorServer, vendor: ExnessVendor): ExnessSimulator {
  return {
    baseUrl: server.baseUrl,
    controlUrl: server.controlUrl,
    get login() {
      return vendor.knobs.login;
    },
    get password() {
      return vendor.knobs.password;
    },
    get environment() {
      const { login, password } = vendor.knobs;
      return { EXNESS_BASE_URL: server.baseUrl, EXNESS_LOGIN: login, EXNESS_PASSWORD: password };
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
    expireTokens: () => {
      vendor.authentication.expireAll();
    },
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
