import { parseJson } from '../core/request-body.js';
import type { SimulatedVendor, VendorAnswer, VendorRequest } from '../core/vendor.js';
import type { VirtualClock } from '../core/virtual-clock.js';
import { AltegioAdvance } from './altegio.advance.js';
import { denied, invalid, missing, one, page, refusal, unauthenticated } from './altegio.answers.js';
import { AltegioHookSettings } from './altegio.hook-settings.js';
import type { AltegioKnobs } from './altegio.knobs.js';
import { AltegioLimits } from './altegio.limits.js';
import type { AltegioRecord, AltegioWebhookStatus } from './altegio.payloads.js';
import { isAskedFor, parseRecordQuery } from './altegio.record-query.js';
import { renderRecord } from './altegio.rendering.js';
import { CREATED_USER_ID } from './altegio.rows.js';
import { AltegioSessions } from './altegio.sessions.js';
import { AltegioWebhooks } from './altegio.webhooks.js';
import type { WebhookEvent } from './altegio.webhooks.js';
import { runWorldCommand } from './altegio.world-commands.js';
import type { AltegioWorld } from './altegio.world.js';
import { AltegioWriteBack } from './altegio.write-back.js';

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
  readonly hooks: AltegioHookSettings;
  readonly webhooks: AltegioWebhooks;
  readonly advance: AltegioAdvance;
  private readonly writeBack: AltegioWriteBack;

  constructor(
    private readonly first: {
      readonly knobs: Readonly<AltegioKnobs>;
      readonly webhookUrls: readonly string[];
    },
    readonly world: AltegioWorld,
    private readonly clock: VirtualClock,
    seed: number,
  ) {
    this.knobs = { ...first.knobs };
    this.limits = new AltegioLimits(this.knobs, clock);
    this.sessions = new AltegioSessions(this.knobs, clock);
    this.hooks = new AltegioHookSettings(first.webhookUrls);
    this.webhooks = new AltegioWebhooks(this.hooks, this.knobs, seed);
    this.advance = new AltegioAdvance(world, clock, seed);
    this.writeBack = new AltegioWriteBack(world, this.knobs);
    world.onChange((status, record) => {
      this.webhooks.announce(this.makeEvent(status, record));
    });
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
      cases: this.world.cases,
      limits: { refusedCount, ignoredCount },
      webhooks: {
        pendingCount: this.webhooks.pending.length,
        deliveredCount: this.webhooks.deliveries.length,
      },
    };
  }

  reset(): void {
    Object.assign(this.knobs, this.first.knobs);
    this.limits.reset();
    this.sessions.reset();
    this.hooks.reset();
    this.webhooks.reset();
    this.writeBack.reset();
    this.world.reset();
    this.advance.reset();
  }

  /** A record event as the vendor would post it now. */
  makeEvent(status: AltegioWebhookStatus, record: AltegioRecord): WebhookEvent {
    const data = this.render(record);
    return { company_id: this.world.companyId, resource: 'record', resource_id: record.id, status, data };
  }

  private answerWithinLimits(request: VendorRequest): VendorAnswer {
    const route = ROUTE.exec(request.route ?? '')?.groups;
    if (route === undefined) {
      return missing();
    }
    const tokens = readTokens(request);
    const refused = this.refuseCaller(request, tokens.company);
    if (refused !== null) {
      return refused;
    }
    const { resource, company, id } = route;
    if (resource === undefined) {
      return request.method === 'POST' ? this.logIn(parseJson(request.body)) : missing();
    }
    if (!this.sessions.admit(tokens.user)) {
      return unauthenticated();
    }
    return Number(company) === this.world.companyId
      ? this.answerCompany(resource, id, request)
      : this.refuseCompany();
  }

  /** What every route asks for, the login too. */
  private refuseCaller({ headers }: VendorRequest, companyToken: string): VendorAnswer | null {
    if (this.knobs.requireAccept && !ACCEPTED.test(headers.accept ?? '')) {
      return invalid({ accept: ['The Accept header must name application/vnd.api.v2+json.'] });
    }
    return companyToken === this.knobs.companyToken ? null : unauthenticated();
  }

  private refuseCompany(): VendorAnswer {
    return this.knobs.wrongCompanyStatus === 404 ? missing() : denied();
  }

  private answerCompany(resource: string, id: string | undefined, request: VendorRequest): VendorAnswer {
    switch (`${request.method} ${resource}${id === undefined ? '' : '/:id'}`) {
      case 'GET records':
        return this.listRecords(request.query);
      case 'GET record/:id':
        return this.readRecord(Number(id));
      case 'PUT record/:id':
      case 'DELETE record/:id':
        return this.writeBack.answer(Number(id), request);
      case 'GET hooks_settings':
        return this.hooks.show();
      case 'POST hooks_settings':
        return this.hooks.replace(parseJson(request.body));
      default:
        return missing();
    }
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

/** Empty where there is none. */
function readTokens({ headers }: VendorRequest): { readonly company: string; readonly user: string } {
  const { company = '', user = '' } = AUTHORIZATION.exec(headers.authorization ?? '')?.groups ?? {};
  return { company, user };
}
