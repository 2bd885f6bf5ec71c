import {
  SourceError,
  type SourceHttp,
  type SourceRequest,
} from '../../flow/external-source/external-source.public.js';
import { envelope, listMeta, loginData, recordsData } from './altegio.payloads.js';

/** Without it the vendor answers in another format, or not at all (UPSTREAM-APIS §1.1). */
const ACCEPT = 'application/vnd.api.v2+json';

/** How we identify ourselves: the partner always, and a user by a fixed token, by a login, or by both (A12). */
export interface AltegioAccess {
  readonly companyId: string;
  readonly companyToken: string;
  readonly userToken: string | null;
  readonly login: { readonly login: string; readonly password: string } | null;
}

/** Which records; dates are days of the location, inclusive. Without them: all there are. */
export interface RecordsQuery {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly page: number;
  readonly count: number;
}

export interface RecordsPage {
  readonly payloads: readonly unknown[];
  /** Null when the vendor does not say. */
  readonly totalCount: number | null;
}

/**
 * Speaks the vendor's V1 over the pipeline's HTTP client, which has the pace and all the policies. Every method
 * throws `SourceError` only. It signs in before its first request when there is no fixed token, and again only when
 * {@link renewToken} is called: the runner decides about that.
 */
export class AltegioClient {
  private http: SourceHttp | null = null;
  private userToken: string | null;

  /** `connect` is called with the first request: a base URL that makes no sense fails a run, not the program. */
  constructor(
    private readonly connect: () => SourceHttp,
    private readonly access: AltegioAccess,
  ) {
    this.userToken = access.userToken;
  }

  /** One page of records, deleted ones included (A1). */
  async listRecords({ from, to, page, count }: RecordsQuery, signal: AbortSignal): Promise<RecordsPage> {
    const query = { page, count, start_date: from, end_date: to, with_deleted: 1 };
    const { data, meta } = await this.send(`records/${this.access.companyId}`, signal, { query });
    const payloads = recordsData.safeParse(data);
    if (!payloads.success) {
      throw new SourceError('source-schema', 'The list of records is not an array');
    }
    const parsedMeta = listMeta.safeParse(meta);
    return { payloads: payloads.data, totalCount: parsedMeta.data?.total_count ?? null };
  }

  /** One record as it is now; null when the vendor knows none of that number. */
  async findRecord(id: string, signal: AbortSignal): Promise<unknown> {
    const answer = await this.send(this.pathOf(id), signal, { expectedStatuses: [404] });
    return answer.status === 404 ? null : answer.data;
  }

  /** Replaces a record: the vendor wants all of it again (UPSTREAM-APIS §1.2). Answers it as it is afterwards. */
  async replaceRecord(
    id: string,
    body: object,
    idempotencyKey: string,
    signal: AbortSignal,
  ): Promise<unknown> {
    const headers = { 'idempotency-key': idempotencyKey };
    const { data } = await this.send(this.pathOf(id), signal, { method: 'PUT', body, headers });
    return data;
  }

  /** Signs in again. False when there is no login: then a refused token stays refused. */
  async renewToken(signal: AbortSignal): Promise<boolean> {
    const { login } = this.access;
    if (login === null) {
      return false;
    }
    const headers = this.headersOf(null);
    const { data } = await this.exchange('auth', signal, { method: 'POST', body: login, headers });
    const parsed = loginData.safeParse(data);
    if (!parsed.success) {
      throw new SourceError('source-schema', 'The answer to the login has no user token');
    }
    this.userToken = parsed.data.user_token;
    this.opened().addSecret(this.userToken);
    return true;
  }

  async close(): Promise<void> {
    await this.http?.close();
    this.http = null;
  }

  private async send(path: string, signal: AbortSignal, request: SourceRequest): Promise<Answer> {
    if (this.userToken === null) {
      await this.renewToken(signal);
    }
    return this.exchange(path, signal, {
      ...request,
      headers: { ...this.headersOf(this.userToken), ...request.headers },
    });
  }

  private async exchange(path: string, signal: AbortSignal, request: SourceRequest): Promise<Answer> {
    const { status, json } = await this.opened().send(path, signal, request);
    const parsed = envelope.safeParse(json);
    if (!parsed.success) {
      throw new SourceError('source-schema', 'The answer has no success, data and meta', { status });
    }
    // The vendor does not say why, and a passing reason is the likelier one: the runner tries a few times (E5).
    if (!parsed.data.success && status < 300) {
      throw new SourceError('temporary', 'The source answers that it did not succeed', { status });
    }
    return { status, data: parsed.data.data, meta: parsed.data.meta };
  }

  private headersOf(userToken: string | null): Record<string, string> {
    const partner = `Bearer ${this.access.companyToken}`;
    return { accept: ACCEPT, authorization: userToken === null ? partner : `${partner}, User ${userToken}` };
  }

  private pathOf(id: string): string {
    return `record/${this.access.companyId}/${encodeURIComponent(id)}`;
  }

  private opened(): SourceHttp {
    this.http ??= this.connect();
    return this.http;
  }
}

interface Answer {
  readonly status: number;
  readonly data: unknown;
  readonly meta: unknown;
}
