import type { FaultInjector } from '../core/fault-injector.js';
import type { TlsIdentity } from '../core/loopback-listener.js';
import type { JournalEntry } from '../core/request-journal.js';
import { SimulatorServer } from '../core/simulator-server.js';
import { VirtualClock } from '../core/virtual-clock.js';
import type { AltegioProgress } from './altegio.advance.js';
import { listServiceIds } from './altegio.catalogue.js';
import { ALTEGIO_KNOBS } from './altegio.knobs.js';
import type { AltegioKnobs } from './altegio.knobs.js';
import type { AltegioLimits } from './altegio.limits.js';
import type { AltegioRecord, AltegioWebhookStatus } from './altegio.payloads.js';
import { AltegioVendor } from './altegio.vendor.js';
import type { AltegioWebhooks, WebhookDelivery, WebhookWishes } from './altegio.webhooks.js';
import { AltegioWorld } from './altegio.world.js';

/** The evening of the Wednesday that the samples are from, in Kyiv. */
const WORLD_NOW = '2025-08-13T20:00:00.000+03:00';
const WORLD_SEED = 20_250_813;

export interface AltegioSimulatorOptions {
  /** 0 (the default) takes a free one. Always on 127.0.0.1. */
  readonly port?: number;
  readonly seed?: number;
  readonly companyId?: number;
  /** IANA name; Europe/Kyiv unless given. */
  readonly timeZone?: string;
  /** Besides the named cases; 3,000 unless given. */
  readonly records?: number;
  /** Where the vendor's clock starts, ISO 8601; the world reaches from five months before to three months after it. */
  readonly now?: string;
  /** 0 (the default): the clock stands still unless advanced. 1: it runs. 60: a minute per second. */
  readonly timeScale?: number;
  readonly writeBack?: boolean;
  /** Where record events are posted, on loopback only; none unless given. */
  readonly webhookUrls?: readonly string[];
  /** Any other of the first knobs. */
  readonly knobs?: Partial<AltegioKnobs>;
  /** Speaks https with this identity, for certificates that must be refused (FAULTS E5). */
  readonly tls?: TlsIdentity;
}

/** The location behind the API, for tests. */
export type AltegioWorldHandle = AltegioWorld & {
  /** Lets the school live on: an hour of the virtual clock per step. */
  advanceWorld(steps?: number): AltegioProgress;
};

/** The events of the location, for tests. */
export interface AltegioWebhookHandle extends Pick<
  AltegioWebhooks,
  'pending' | 'deliveries' | 'deliver' | 'drop'
> {
  /** From now on events go to these addresses on loopback; throws a RangeError for another one. */
  register(...urls: readonly string[]): void;
  /** Posts one event about this record, which nobody need know, to every registered address. */
  send(
    status: AltegioWebhookStatus,
    record: AltegioRecord,
    wishes?: WebhookWishes,
  ): Promise<readonly WebhookDelivery[]>;
}

export interface AltegioSimulator {
  /** Up to and including `/api/v1`, as `ALTEGIO_BASE_URL` wants it. */
  readonly baseUrl: string;
  readonly companyId: number;
  /** `ALTEGIO_COMPANY_TOKEN`: what stands behind `Bearer`. */
  readonly companyToken: string;
  /** `ALTEGIO_USER_TOKEN`: the static one. */
  readonly userToken: string;
  readonly login: string;
  readonly password: string;
  /** `ALTEGIO_SERVICE_IDS`: the individual lessons of this world. */
  readonly serviceIds: readonly number[];
  readonly trialServiceIds: readonly number[];
  readonly timeZone: string;
  /** The product's variables for this vendor, by the names of its `.env.example`. */
  readonly environment: Readonly<Record<string, string>>;
  /** `…/_sim`: the same powers over HTTP. */
  readonly controlUrl: string;
  readonly faults: FaultInjector;
  /** Every request so far, oldest first; a copy. */
  readonly journal: readonly JournalEntry[];
  readonly clock: VirtualClock;
  readonly knobs: AltegioKnobs;
  readonly world: AltegioWorldHandle;
  readonly webhooks: AltegioWebhookHandle;
  /** How many requests were refused, and how many of them had been told to wait. */
  readonly limits: Pick<AltegioLimits, 'refusedCount' | 'ignoredCount'>;
  /** The token of the last login is refused from now on (E3); the static one is a knob. */
  expireUserToken(): void;
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
 * Starts the Altegio location on loopback with the same world on every start. Rejects when the port is taken, `now` is
 * not an instant or the zone is unknown. Many may run side by side; they share nothing.
 */
export async function startAltegioSimulator(
  options: AltegioSimulatorOptions = {},
): Promise<AltegioSimulator> {
  const clock = new VirtualClock(instantMs(options.now ?? WORLD_NOW), options.timeScale ?? 0);
  const size = {
    seed: options.seed ?? WORLD_SEED,
    companyId: options.companyId ?? 700_001,
    timeZone: options.timeZone ?? 'Europe/Kyiv',
    records: options.records ?? 3_000,
  };
  const world = new AltegioWorld(size, clock);
  const knobs = {
    ...ALTEGIO_KNOBS,
    ...options.knobs,
    ...(options.writeBack === undefined ? {} : { writeBack: options.writeBack }),
  };
  const first = { knobs, webhookUrls: options.webhookUrls ?? [] };
  const vendor = new AltegioVendor(first, world, clock, size.seed);
  const server = await SimulatorServer.start(vendor, clock, { port: options.port ?? 0, tls: options.tls });
  return describeSimulator(server, vendor);
}

function describeSimulator(server: SimulatorServer, vendor: AltegioVendor): AltegioSimulator {
  const { knobs, world } = vendor;
  return {
    baseUrl: server.baseUrl,
    controlUrl: server.controlUrl,
    companyId: world.companyId,
    timeZone: world.time.zone,
    serviceIds: listServiceIds('individual'),
    trialServiceIds: listServiceIds('trial'),
    get companyToken() {
      return knobs.companyToken;
    },
    get userToken() {
      return knobs.userToken;
    },
    get login() {
      return knobs.login;
    },
    get password() {
      return knobs.password;
    },
    get environment() {
      return {
        ALTEGIO_BASE_URL: server.baseUrl,
        ALTEGIO_COMPANY_ID: String(world.companyId),
        ALTEGIO_COMPANY_TOKEN: knobs.companyToken,
        ALTEGIO_USER_TOKEN: knobs.userToken,
        ALTEGIO_SERVICE_IDS: listServiceIds('individual').join(','),
        ALTEGIO_TRIAL_SERVICE_IDS: listServiceIds('trial').join(','),
        ALTEGIO_TIME_ZONE: world.time.zone,
      };
    },
    get journal() {
      return server.journal;
    },
    faults: server.faults,
    clock: server.clock,
    knobs,
    world: Object.assign(world, { advanceWorld: (steps = 1) => vendor.advance.advance(steps) }),
    webhooks: describeWebhooks(vendor),
    limits: vendor.limits,
    expireUserToken: () => {
      vendor.sessions.expire();
    },
    clearJournal: () => {
      server.clearJournal();
    },
    reset: () => {
      server.reset();
    },
    refuseConnections: () => server.refuseConnections(),
    acceptConnections: () => server.acceptConnections(),
    close: async () => {
      vendor.webhooks.reset();
      await server.close();
    },
  };
}

function describeWebhooks(vendor: AltegioVendor): AltegioWebhookHandle {
  const { hooks, webhooks } = vendor;
  return {
    get pending() {
      return webhooks.pending;
    },
    get deliveries() {
      return webhooks.deliveries;
    },
    deliver: (wishes) => webhooks.deliver(wishes),
    drop: () => webhooks.drop(),
    register: (...urls) => {
      if (hooks.replace({ urls, active: 1, record: 1 }).status !== 201) {
        throw new RangeError('Webhooks go to at most 10 different addresses on loopback.');
      }
    },
    send: (status, record, wishes) => webhooks.send(vendor.makeEvent(status, record), wishes),
  };
}

function instantMs(iso: string): number {
  const ms = Date.parse(iso);
  if (Number.isNaN(ms)) {
    throw new RangeError(`${iso} is not an instant.`);
  }
  return ms;
}
