import { z } from 'zod';
import { SourceError, type SourceHttp } from '../../flow/external-source/external-source.public.js';
import type { Clock } from '../../kernel/clock.js';
import { type ReportPage, ReportReading } from './exness.report-reading.js';

/** `accounts` is V1, one row per trading account; `clients` is V2, one row per client (UPSTREAM-APIS §4.1). */
export type ExnessReport = 'accounts' | 'clients';

export interface ExnessCredentials {
  readonly login: string;
  readonly password: string;
}

interface Token {
  readonly value: string;
  readonly untilMs: number;
}

const PATHS: Readonly<Record<ExnessReport, string>> = {
  accounts: 'reports/clients/',
  clients: 'v2/reports/clients/',
};
/** What other clients of this vendor ask for; neither its default nor its maximum is documented. */
const PAGE_ROWS = 100;
/** Of a token that does not say how long it is good. The vendor's are good for about six hours. */
const TOKEN_LIFE_MS = 3_600_000;
const TOKEN_MARGIN_MS = 60_000;

const loginAnswer = z.looseObject({ token: z.string().min(1).max(8192) });
const count = z.int().nonnegative();
/** The documented envelope, and the one that some clients of this vendor have met. */
const reportAnswer = z.union([
  z.looseObject({ data: z.array(z.unknown()), totals: z.looseObject({ count: count.nullish() }).nullish() }),
  z.looseObject({ results: z.array(z.unknown()), count: count.nullish() }),
]);

/** Speaks the affiliates API over the pipeline's HTTP client: logs in when it must, and pages through reports. */
export class ExnessClient {
  private http: SourceHttp | null = null;
  private token: Token | null = null;

  /** `connect` is called with the first request: a base URL that makes no sense fails a run, not the program. */
  constructor(
    private readonly connect: () => SourceHttp,
    private readonly credentials: ExnessCredentials,
    private readonly clock: Clock,
  ) {}

  /**
   * A whole report. Throws `SourceError`; `temporary` when rows came or went while it was read, because then a row may
   * have slipped from one page to another unseen: read again, it holds still (E1).
   */
  async fetchReport(report: ExnessReport, signal: AbortSignal): Promise<readonly unknown[]> {
    const reading = new ReportReading(report);
    while (!reading.hasEnded) {
      reading.add(await this.fetchPage(report, reading.offset, signal));
    }
    return reading.rows();
  }

  /** Gets a new token with the next request. */
  forgetToken(): void {
    this.token = null;
  }

  /** Throws `unauthorized` when the vendor refuses login and password. */
  async logIn(signal: AbortSignal): Promise<void> {
    const http = this.connection();
    const { login, password } = this.credentials;
    const { json } = await http
      .send('v2/auth/', signal, { method: 'POST', body: { login, password } })
      .catch((error: unknown) => {
        throw isRefusedLogin(error) ? new SourceError('unauthorized', 'The source refuses our login') : error;
      });
    const answer = loginAnswer.safeParse(json);
    if (!answer.success) {
      throw new SourceError('source-schema', 'The answer to the login has no token');
    }
    const value = answer.data.token;
    http.addSecret(value);
    this.token = { value, untilMs: this.clock.nowMs() + lifeMs(value) - TOKEN_MARGIN_MS };
  }

  async close(): Promise<void> {
    await this.http?.close();
    this.http = null;
    this.token = null;
  }

  private async fetchPage(report: ExnessReport, offset: number, signal: AbortSignal): Promise<ReportPage> {
    const { json } = await this.connection().get(PATHS[report], signal, {
      query: { limit: PAGE_ROWS, offset },
      // The scheme is JWT, not Bearer (UPSTREAM-APIS §4.1).
      headers: { authorization: `JWT ${await this.validToken(signal)}` },
    });
    const answer = reportAnswer.safeParse(json);
    if (!answer.success) {
      throw new SourceError('source-schema', `The list of ${report} is not a report`);
    }
    return 'data' in answer.data
      ? { rows: answer.data.data as unknown[], count: totalOf(answer.data.totals) }
      : { rows: answer.data.results, count: answer.data.count ?? null };
  }

  private async validToken(signal: AbortSignal): Promise<string> {
    if (this.token === null || this.clock.nowMs() >= this.token.untilMs) {
      await this.logIn(signal);
    }
    if (this.token === null) {
      throw new SourceError('unauthorized', 'The login was forgotten while it was made');
    }
    return this.token.value;
  }

  private connection(): SourceHttp {
    this.http ??= this.connect();
    return this.http;
  }
}

function totalOf(totals: unknown): number | null {
  const parsed = z.looseObject({ count }).safeParse(totals);
  return parsed.success ? parsed.data.count : null;
}

function isRefusedLogin(error: unknown): boolean {
  return error instanceof SourceError && error.details.status === 400;
}

/** How long the token is good by its own words. Only the span counts: the vendor's clock need not be ours. */
function lifeMs(token: string): number {
  const claims = z.looseObject({ iat: z.number(), exp: z.number() });
  try {
    const json: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    const { iat, exp } = claims.parse(json);
    return exp > iat ? (exp - iat) * 1000 : TOKEN_LIFE_MS;
  } catch {
    return TOKEN_LIFE_MS;
  }
}
