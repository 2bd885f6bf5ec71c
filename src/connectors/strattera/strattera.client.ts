import { SourceError, type SourceHttp } from '../../flow/external-source/external-source.public.js';

/** The shop's two lists. Neither has paging, filters or a cursor: each is the whole table (UPSTREAM-APIS §3.1). */
export type StratteraList = 'orders' | 'products';

/** Speaks the shop's API over the pipeline's HTTP client, which has the token and all the policies. */
export class StratteraClient {
  private http: SourceHttp | null = null;

  /** `connect` is called with the first request: a base URL that makes no sense fails a run, not the program. */
  constructor(private readonly connect: () => SourceHttp) {}

  /**
   * The whole table as raw payloads. Throws `SourceError`; an answer that is not a bare array is
   * `source-schema` and never "empty" (FAULTS E7, E8). Orders may be five minutes old: the shop caches them.
   */
  async fetchList(list: StratteraList, signal: AbortSignal): Promise<readonly unknown[]> {
    this.http ??= this.connect();
    const { json } = await this.http.get(list, signal);
    if (!Array.isArray(json)) {
      throw new SourceError('source-schema', `The list of ${list} is not an array`);
    }
    return json as readonly unknown[];
  }

  /** One record as it is now, never from the shop's cache; null when the shop has none of this id. Throws `SourceError`. */
  async read(list: StratteraList, id: string, signal: AbortSignal): Promise<unknown> {
    this.http ??= this.connect();
    const answer = await this.http.get(`${list}/${encodeURIComponent(id)}`, signal, {
      expectedStatuses: [404],
    });
    return answer.status === 404 ? null : answer.json;
  }

  /** Sets fields of one record and answers all of it. The same key and fields again change nothing. Throws `SourceError`. */
  async write(
    list: StratteraList,
    id: string,
    { fields, key }: { readonly fields: Readonly<Record<string, unknown>>; readonly key: string },
    signal: AbortSignal,
  ): Promise<unknown> {
    this.http ??= this.connect();
    const { json } = await this.http.send(`${list}/${encodeURIComponent(id)}`, signal, {
      method: 'PUT',
      headers: { 'idempotency-key': key },
      body: fields,
    });
    return json;
  }

  async close(): Promise<void> {
    await this.http?.close();
    this.http = null;
  }
}
