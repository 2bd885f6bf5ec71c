import { RequestThrottle } from '../core/request-throttle.js';
import type { SimulatedVendor, VendorAnswer, VendorRequest } from '../core/vendor.js';
import type { VirtualClock } from '../core/virtual-clock.js';
import { WorldAdvance } from './exness.advance.js';
import { REFUSALS, refusal } from './exness.answers.js';
import { ExnessAuthentication } from './exness.authentication.js';
import type { ExnessKnobs } from './exness.knobs.js';
import { ExnessReports } from './exness.reports.js';
import { runWorldCommand } from './exness.world-commands.js';
import type { ExnessWorld } from './exness.world.js';

interface Route {
  readonly method: 'GET' | 'POST';
  readonly answer: (request: VendorRequest) => VendorAnswer;
}

/** The Partnership API of `my.exnessaffiliates.com` as UPSTREAM-APIS §4.1 describes it. */
export class ExnessVendor implements SimulatedVendor {
  readonly name = 'exness';
  readonly basePath = '/api';
  readonly knobs: ExnessKnobs;
  readonly advance: WorldAdvance;
  readonly authentication: ExnessAuthentication;
  readonly throttle: RequestThrottle;
  private readonly routes: ReadonlyMap<string, Route>;

  constructor(
    private readonly firstKnobs: Readonly<ExnessKnobs>,
    readonly world: ExnessWorld,
    private readonly clock: VirtualClock,
    seed: number,
  ) {
    this.knobs = { ...firstKnobs };
    this.advance = new WorldAdvance(world, clock, seed);
    this.authentication = new ExnessAuthentication(this.knobs, clock);
    this.throttle = new RequestThrottle(this.knobs, clock);
    this.routes = this.describeRoutes();
  }

  /** The wall before the application first, then its routes, then who asks, then how often. */
  answer(request: VendorRequest): VendorAnswer {
    if (this.knobs.wantsBrowser && !(request.headers['user-agent'] ?? '').startsWith('Mozilla/')) {
      return { status: 403, content: { kind: 'html', html: '<h1>Access denied</h1>' } };
    }
    const route = this.routes.get(request.route ?? '');
    if (route === undefined) {
      return REFUSALS.notFound();
    }
    if (route.method !== request.method) {
      return refusal(405, `Method "${request.method}" not allowed.`, { Allow: `${route.method}, OPTIONS` });
    }
    return acceptsJson(request) ? route.answer(request) : REFUSALS.notAcceptable();
  }

  changeWorld(command: Readonly<Record<string, unknown>>): unknown {
    return runWorldCommand(this, command);
  }

  describeWorld(): unknown {
    const { clientCount, accountCount } = this.world;
    return {
      now: this.clock.nowIso(),
      clientCount,
      accountCount,
      tooEarlyCount: this.throttle.tooEarlyCount,
    };
  }

  reset(): void {
    Object.assign(this.knobs, this.firstKnobs);
    this.authentication.reset();
    this.throttle.reset();
    this.world.reset();
    this.advance.reset();
  }

  private refuseTooMany(): VendorAnswer | null {
    const throttled = this.throttle.refuse();
    const wait = `Expected available in ${throttled?.seconds ?? 0} seconds.`;
    return throttled === null ? null : refusal(429, `Request was throttled. ${wait}`, throttled.headers);
  }

  private describeRoutes(): ReadonlyMap<string, Route> {
    const reports = new ExnessReports(this.world, this.knobs);
    const logIn: Route = {
      method: 'POST',
      answer: (request) => this.refuseTooMany() ?? this.authentication.logIn(request),
    };
    const report = (answer: Route['answer']): Route => ({
      method: 'GET',
      answer: (request) => this.authentication.refuse(request) ?? this.refuseTooMany() ?? answer(request),
    });
    return new Map([
      ['/auth/', logIn],
      ['/v2/auth/', logIn],
      ['/reports/clients/', report((request) => reports.answerV1(request))],
      ['/v2/reports/clients/', report((request) => reports.answerV2(request))],
    ]);
  }
}

function acceptsJson({ headers }: VendorRequest): boolean {
  const { accept = '*/*' } = headers;
  return ['*/*', 'application/*', 'application/json'].some((type) => accept.includes(type));
}
