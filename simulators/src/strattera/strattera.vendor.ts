import type { SimulatedVendor, VendorAnswer, VendorRequest } from '../core/vendor.js';
import type { VirtualClock } from '../core/virtual-clock.js';
import { WorldAdvance } from './strattera.advance.js';
import type { StratteraOrder } from './strattera.payloads.js';
import { runWorldCommand } from './strattera.world-commands.js';
import type { StratteraWorld } from './strattera.world.js';
import { StratteraWriteBack } from './strattera.write-back.js';

const FRONT_PAGE = 'https://t.me/sim';

/** Behaviour that may be switched while it runs; the first values are those that the vendor is known to have. */
export interface StratteraKnobs {
  /** Compared exactly with the `Authorization` header; no scheme before it. */
  token: string;
  /** How long a list of orders is served again, in milliseconds of the virtual clock. 0 turns the cache off. */
  ordersCacheMs: number;
  /** Accepts `PUT` and `GET` of single orders and products. */
  writeBack: boolean;
  /** Answers 304 to an `If-None-Match` that fits. The ETag itself is always sent. */
  conditionalGet: boolean;
}

/** The API of `strattera.tgapp.online` as UPSTREAM-APIS §3.1 describes it. */
export class StratteraVendor implements SimulatedVendor {
  readonly name = 'strattera';
  readonly basePath = '/api/v1';
  readonly knobs: StratteraKnobs;
  readonly advance: WorldAdvance;
  private readonly writeBack: StratteraWriteBack;
  private cached: { readonly untilMs: number; readonly orders: readonly StratteraOrder[] } | null = null;

  constructor(
    private readonly firstKnobs: Readonly<StratteraKnobs>,
    readonly world: StratteraWorld,
    private readonly clock: VirtualClock,
    seed: number,
  ) {
    this.knobs = { ...firstKnobs };
    this.advance = new WorldAdvance(world, clock, seed);
    this.writeBack = new StratteraWriteBack(world);
  }

  answer(request: VendorRequest): VendorAnswer {
    const routed = this.findRoute(request);
    if (routed === null) {
      return toFrontPage();
    }
    return request.headers.authorization === this.knobs.token
      ? routed()
      : { status: 401, content: { kind: 'json', json: { error: 'Unauthorized' } } };
  }

  changeWorld(command: Readonly<Record<string, unknown>>): unknown {
    return runWorldCommand(this.world, this.advance, command);
  }

  describeWorld(): unknown {
    const { orderCount, productCount } = this.world;
    return { now: this.clock.nowIso(), orderCount, productCount };
  }

  reset(): void {
    Object.assign(this.knobs, this.firstKnobs);
    this.cached = null;
    this.writeBack.reset();
    this.world.reset();
    this.advance.reset();
  }

  /** Any path or method that is not a route is sent to the shop's front page, token or not. */
  private findRoute(request: VendorRequest): (() => VendorAnswer) | null {
    if (request.method === 'GET' && request.route === '/orders') {
      return () => this.list(this.cachedOrders());
    }
    if (request.method === 'GET' && request.route === '/products') {
      return () => this.list(this.world.listProducts());
    }
    const isSingle = /^\/(?:orders|products)\/\d{1,15}$/u.test(request.route ?? '');
    const isOurs = isSingle && (request.method === 'GET' || request.method === 'PUT');
    return this.knobs.writeBack && isOurs ? () => this.writeBack.answer(request) ?? toFrontPage() : null;
  }

  private list(records: readonly unknown[]): VendorAnswer {
    return {
      status: 200,
      headers: { 'Cache-Control': 'max-age=0, private, must-revalidate' },
      etag: this.knobs.conditionalGet ? 'compare' : 'send',
      content: { kind: 'json', json: records, recordsAt: [] },
    };
  }

  private cachedOrders(): readonly StratteraOrder[] {
    const nowMs = this.clock.nowMs();
    if (this.cached === null || nowMs >= this.cached.untilMs || this.knobs.ordersCacheMs === 0) {
      this.cached = { untilMs: nowMs + this.knobs.ordersCacheMs, orders: this.world.listOrders() };
    }
    return this.cached.orders;
  }
}

function toFrontPage(): VendorAnswer {
  const html = `<html><body>You are being <a href="${FRONT_PAGE}">redirected</a>.</body></html>`;
  return { status: 302, headers: { Location: FRONT_PAGE }, content: { kind: 'html', html } };
}
