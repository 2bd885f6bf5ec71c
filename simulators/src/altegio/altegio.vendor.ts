import { parseJson } from '../core/request-body.js';
import type { SimulatedVendor, VendorAnswer, VendorRequest } from '../core/vendor.js';
import type { VirtualClock } from '../core/virtual-clock.js';
import { denied, invalid, missing, one, page, refusal, unauthenticated } from './altegio.answers.js';
import type { AltegioKnobs } from './altegio.knobs.js';
import { AltegioLimits } from './altegio.limits.js';
import type { AltegioRecord } from './altegio.payloads.js';
import { isAskedFor, parseRecordQuery } from './altegio.record-query.js';
import { renderRecord } from './altegio.rendering.js';
import { CREATED_USER_ID } from './altegio.rows.js';
import { AltegioSessions } from './altegio.sessions.js';
import { runWorldCommand } from './altegio.world-commands.js';
import type { AltegioWorld } from './altegio.world.js';

const ROUTE =
  /^\/(?:auth|(?<resource>records|record|hooks_settings)\/(?<company>\d{1,12})(?:\/(?<id>\d{1,12}))?)$/u;
const AUTHORIZATION = /^Bearer (?<company>[^\s,]+)(?:, ?User (?<user>[^\s,]+))?$/u;
const ACCEPTED = /application\/vnd\.(?:api|yclients)\.v2\+json/u;

/** The API of `api.alteg.io` (V1, response format 2.0) as UPSTREAM-APIS §1 describes it. */
export class AltegioVendor implements SimulatedVendor {
  readonly name = 'altegio';
  readonly basePath = '/api/v1';
  readonly knobs: AltegioKnobs;
  readonly limits: AltegioLimits;
  readonly sessions: AltegioSessions;

  constructor(
    private readonly firstKnobs: Readonly<AltegioKnobs>,
    readonly world: AltegioWorld,
    private readonly clock: VirtualClock,
  ) {
    this.knobs = { ...firstKnobs };
    this.limits = new AltegioLimits(this.knobs, clock);
    this.sessions = new AltegioSessions(this.knobs, clock);
  }

  answer(request: VendorRequest): VendorAnswer {
    return this.limits.check() ?? this.answerWithinLimits(request);
  }

  changeWorld(command: Readonly<Record<string, unknown>>): unknown {
    return runWorldCommand(this, command);
  }

  describeWorld(): unknown {
    const { refusedCount, ignoredCount } = this.limits;
    return {
      now: this.clock.nowIso(),
      recordCount: this.world.recordCount,
      limits: { refusedCount, ignoredCount },
    };
  }

  reset(): void {
    Object.assign(this.knobs, this.firstKnobs);
    this.limits.reset();
    this.sessions.reset();
    this.world.reset();
  }

  private answerWithinLimits(request: VendorRequest): VendorAnswer {
    const route = ROUTE.exec(request.route ?? '')?.groups;
    if (route === undefined) {
      return missing();
    }
    const authorization = AUTHORIZATION.exec(request.headers.authorization ?? '')?.groups;
    const refused = this.refuseCaller(request, authorization?.company);
    if (refused !== null) {
      return refused;
    }
    const { resource, company, id } = route;
    if (resource === undefined) {
      return request.method === 'POST' ? this.logIn(parseJson(request.body)) : missing();
    }
    if (!this.sessions.admit(authorization?.user ?? '')) {
      return unauthenticated();
    }
    return Number(company) === this.world.companyId
      ? this.answerCompany(resource, id, request)
      : this.refuseCompany();
  }

  /** What every route asks for, the login too. */
  private refuseCaller({ headers }: VendorRequest, companyToken: string | undefined): VendorAnswer | null {
    if (this.knobs.requireAccept && !ACCEPTED.test(headers.accept ?? '')) {
      return invalid({ accept: ['The Accept header must name application/vnd.api.v2+json.'] });
    }
    return companyToken === this.knobs.companyToken ? null : unauthenticated();
  }

  private refuseCompany(): VendorAnswer {
    return this.knobs.wrongCompanyStatus === 404 ? missing() : denied();
  }

  private answerCompany(first: string, id: string | undefined, request: VendorRequest): VendorAnswer {
    const { method } = request;
    if (first === 'records' && id === undefined && method === 'GET') {
      return this.listRecords(request.query);
    }
    if (first === 'record' && id !== undefined && method === 'GET') {
      return this.readRecord(Number(id));
    }
    return missing();
  }

  private logIn(credentials: unknown): VendorAnswer {
    const { login, password } = (credentials ?? {}) as { login?: unknown; password?: unknown };
    const token = this.sessions.logIn(login, password);
    if (token === null) {
      return refusal(401, 'The login or the password is wrong.');
    }
    return one(201, {
      id: CREATED_USER_ID,
      user_token: token,
      name: 'Sim User',
      phone: '380000000009',
      login: this.knobs.login,
      email: 'sim@example.com',
      avatar: '',
      is_approved: true,
    });
  }

  private readRecord(id: number): VendorAnswer {
    const record = this.world.findRecord(id);
    return record === null ? missing() : one(200, this.render(record));
  }

  private listRecords(parameters: URLSearchParams): VendorAnswer {
    const { time } = this.world;
    const parsed = parseRecordQuery(parameters, time);
    if ('errors' in parsed) {
      return invalid(parsed.errors);
    }
    const { query } = parsed;
    const context = { time, createdUserId: CREATED_USER_ID };
    const rows = this.world.listRows().filter((row) => isAskedFor(row, query, context));
    if (this.knobs.order === 'by-date') {
      rows.sort((a, b) => a.startMs - b.startMs || a.id - b.id);
    } else if (this.knobs.order === 'oldest-first') {
      rows.reverse();
    }
    const count = Math.min(query.count, this.knobs.countMax);
    const extras = Object.fromEntries(query.includes.map((name) => [name, []]));
    const data = rows
      .slice((query.page - 1) * count, query.page * count)
      .map((row) => ({ ...this.render(this.world.toPayload(row)), ...extras }));
    return page(data, { page: query.page, total_count: rows.length });
  }

  private render(record: AltegioRecord): object {
    return renderRecord(record, this.knobs, this.world.time);
  }
}
