import { RequestThrottle } from '../core/request-throttle.js';
import type { SimulatedVendor, VendorAnswer, VendorRequest } from '../core/vendor.js';
import type { VirtualClock } from '../core/virtual-clock.js';
import { WorldAdvance } from './wispro.advance.js';
import type { WisproKnobs } from './wispro.knobs.js';
import { WisproLists } from './wispro.lists.js';
import { refusalBody } from './wispro.refusals.js';
import type { WisproErrorStatus } from './wispro.refusals.js';
import { runWorldCommand } from './wispro.world-commands.js';
import type { WisproWorld } from './wispro.world.js';

/** The API of `www.cloud.wispro.co` as UPSTREAM-APIS §2.1 describes it; reads only. */
export class WisproVendor implements SimulatedVendor {
  readonly name = 'wispro';
  readonly basePath = '/api/v1';
  readonly knobs: WisproKnobs;
  readonly advance: WorldAdvance;
  readonly throttle: RequestThrottle;
  private readonly lists: WisproLists;
  private answeredCount = 0;

  constructor(
    private readonly firstKnobs: Readonly<WisproKnobs>,
    readonly world: WisproWorld,
    private readonly clock: VirtualClock,
    seed: number,
  ) {
    this.knobs = { ...firstKnobs };
    this.advance = new WorldAdvance(world, clock, seed);
    this.throttle = new RequestThrottle(this.knobs, clock);
    this.lists = new WisproLists(world, this.knobs);
  }

  answer(request: VendorRequest): VendorAnswer {
    return { delayMs: this.knobs.latencyMs, ...this.answerAtOnce(request) };
  }

  changeWorld(command: Readonly<Record<string, unknown>>): unknown {
    return runWorldCommand(this.world, this.advance, command);
  }

  describeWorld(): unknown {
    const { clientCount } = this.world;
    return { now: this.clock.nowIso(), clientCount, tooEarlyCount: this.throttle.tooEarlyCount };
  }

  reset(): void {
    Object.assign(this.knobs, this.firstKnobs);
    this.answeredCount = 0;
    this.throttle.reset();
    this.world.reset();
    this.advance.reset();
  }

  /** A path that is none of the vendor's is a true 404 for people; all else is HTTP 200 and speaks in its body. */
  private answerAtOnce(request: VendorRequest): VendorAnswer {
    const [, list, id] = /^\/(clients|contracts|plans)(?:\/([^/]+))?$/u.exec(request.route ?? '') ?? [];
    if (list === undefined) {
      return { status: 404, content: { kind: 'html', html: '<h1>404</h1>' } };
    }
    const throttled = this.throttle.refuse();
    if (throttled !== null) {
      const { headers } = throttled;
      return { status: 429, headers, content: { kind: 'html', html: '<h1>Too Many Requests</h1>' } };
    }
    const refused = this.findRefusal(request);
    if (refused !== null) {
      return this.refuse(refused, request);
    }
    this.answeredCount += 1;
    if (request.method !== 'GET') {
      return this.refuse(412, request);
    }
    const name = list as 'clients' | 'contracts' | 'plans';
    const answer =
      id === undefined ? this.lists.answerPage(name, request.query) : this.lists.answerOne(name, id);
    return answer ?? this.refuse(404, request);
  }

  private findRefusal({ headers }: VendorRequest): 401 | 402 | null {
    const { token, keyRequestsMax, licenceRequestsMax } = this.knobs;
    const isKeyUsedUp = keyRequestsMax > 0 && this.answeredCount >= keyRequestsMax;
    if (headers.authorization !== token || isKeyUsedUp) {
      return 401;
    }
    return licenceRequestsMax > 0 && this.answeredCount >= licenceRequestsMax ? 402 : null;
  }

  private refuse(status: WisproErrorStatus, { query }: VendorRequest): VendorAnswer {
    const json = refusalBody(status, query.get('locale'));
    return { status: this.knobs.trueHttpStatus ? status : 200, content: { kind: 'json', json } };
  }
}
