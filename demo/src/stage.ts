import type { StratteraSimulator } from '@sync-hub/simulators';
import { ADMIN } from './cast.js';
import { portOr0, ProductProcess } from './product-process.js';
import { ScratchFolder } from './scratch-folder.js';
import { ServerLog } from './server-log.js';
import { Vendors } from './vendors.js';

/** Whatever was started so far, for the one place that ends it. */
export class Stage {
  private folder: ScratchFolder | null = null;
  private log: ServerLog | null = null;
  private runningVendors: Vendors | null = null;
  private runningProduct: ProductProcess | null = null;
  private starting: Promise<unknown> = Promise.resolve();
  private isStopped = false;
  private noteProductEnd: () => void = () => undefined;

  /** Settles when the product has ended, by {@link stop} or by accident. */
  readonly productEnded = new Promise<void>((resolve) => {
    this.noteProductEnd = resolve;
  });

  /** The simulated vendors. Only after {@link startVendors}. */
  get vendors(): Vendors {
    return started(this.runningVendors);
  }

  /** The simulated shop. Only after {@link startVendors}. */
  get shop(): StratteraSimulator {
    return this.vendors.shop;
  }

  /** The product. Only after {@link spawnProduct}. */
  get product(): ProductProcess {
    return started(this.runningProduct);
  }

  startVendors(): Promise<Vendors> {
    return this.begin(async () => {
      this.runningVendors = await Vendors.start();
      return this.runningVendors;
    });
  }

  /** Starts the product on `preferredPort`, or on another when somebody has that one. It is not ready yet. */
  spawnProduct(preferredPort: number): Promise<ProductProcess> {
    return this.begin(async () => {
      this.folder = await ScratchFolder.create();
      this.log = new ServerLog(this.folder.logFile);
      const settings = {
        PORT: String(await portOr0(preferredPort)),
        HOST: '127.0.0.1',
        DATA_DIR: this.folder.dataDir,
        ...this.vendors.settings,
        ADMIN_EMAIL: ADMIN.email,
        ADMIN_PASSWORD: ADMIN.password,
        LOG_LEVEL: 'info',
      };
      this.requireNotStopped();
      this.runningProduct = ProductProcess.spawn(settings, this.log);
      void this.runningProduct.ended.then(this.noteProductEnd);
      return this.runningProduct;
    });
  }

  /**
   * Ends everything that was started and removes what it wrote, also in the middle of a start. With `keepLog` the
   * server's log stays, and its path is the answer.
   */
  async stop(keepLog: boolean): Promise<string | null> {
    this.isStopped = true;
    await this.starting;
    await this.runningProduct?.stop();
    await this.runningVendors?.close();
    await this.log?.close();
    await this.folder?.remove(keepLog);
    return keepLog ? (this.folder?.logFile ?? null) : null;
  }

  /** What the server said last to people, e.g. why it cannot start. */
  get lastWords(): string {
    return this.log?.lastWords ?? '';
  }

  private begin<Part>(start: () => Promise<Part>): Promise<Part> {
    this.requireNotStopped();
    const starting = start();
    this.starting = starting.catch(() => undefined);
    return starting;
  }

  private requireNotStopped(): void {
    if (this.isStopped) {
      throw new Error('The demo is over.');
    }
  }
}

function started<Part>(part: Part | null): Part {
  if (part === null) {
    throw new Error('This part of the demo has not been started.');
  }
  return part;
}
