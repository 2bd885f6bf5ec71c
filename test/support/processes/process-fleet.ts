import { HttpProxy } from '../../faults/http-proxy.js';
import { type ProcessEnvironment, ServerProcess } from '../../faults/server-process.js';

/** A worker, and the only way by which it reaches the shop: the `Host` that the shop sees tells who asks. */
export interface FleetWorker {
  readonly process: ServerProcess;
  readonly shopHost: string;
}

export interface FleetSettings {
  readonly databaseUrl: string;
  /** The shop's base, which each worker reaches by an address of its own. */
  readonly shopUrl: string;
  /** The rest, for every process. */
  readonly environment: ProcessEnvironment;
}

/** Four processes start at once, beside whatever else is tested. */
export const START_PATIENCE_MS = 120_000;

/** Two processes with the API and two workers, on one database. Close it in `afterAll`. */
export class ProcessFleet {
  readonly apis: ServerProcess[] = [];
  readonly workers: FleetWorker[] = [];
  private readonly proxies: HttpProxy[] = [];

  private constructor(private readonly settings: FleetSettings) {}

  /** Leaves no process behind when one of them does not start. */
  static async start(settings: FleetSettings): Promise<ProcessFleet> {
    const fleet = new ProcessFleet(settings);
    try {
      fleet.apis.push(fleet.spawn('api', settings.shopUrl), fleet.spawn('api', settings.shopUrl));
      await fleet.addWorker();
      await fleet.addWorker();
      await fleet.complete();
      return fleet;
    } catch (error) {
      await fleet.close();
      throw error;
    }
  }

  /** Answers when every process is there, those included that came for killed ones. */
  async complete(): Promise<void> {
    await Promise.all(this.processes.map((process) => process.listening(START_PATIENCE_MS)));
  }

  /** Kills a worker, found by what is known of it, and begins another in its place, without waiting for it. */
  async replace(isMeant: (worker: FleetWorker) => boolean): Promise<FleetWorker> {
    const index = this.workers.findIndex(isMeant);
    const victim = this.workers[index];
    if (victim === undefined) {
      throw new Error('No such worker is at work');
    }
    this.workers.splice(index, 1);
    await victim.process.kill();
    await this.addWorker();
    return victim;
  }

  async close(): Promise<void> {
    await Promise.all(this.processes.map((process) => process.kill()));
    await Promise.all(this.proxies.map((proxy) => proxy.close()));
  }

  private get processes(): ServerProcess[] {
    return [...this.apis, ...this.workers.map(({ process }) => process)];
  }

  private async addWorker(): Promise<void> {
    const proxy = await HttpProxy.start(this.settings.shopUrl);
    this.proxies.push(proxy);
    const shopUrl = new URL(this.settings.shopUrl);
    shopUrl.host = new URL(proxy.url).host;
    this.workers.push({ process: this.spawn('worker', shopUrl.href), shopHost: shopUrl.host });
  }

  private spawn(role: 'api' | 'worker', shopUrl: string): ServerProcess {
    return ServerProcess.spawn(this.settings.databaseUrl, {
      SCHEDULER_ENABLED: 'true',
      DATABASE_POOL_SIZE: '6',
      ...this.settings.environment,
      ROLE: role,
      STRATTERA_BASE_URL: shopUrl,
    });
  }
}
