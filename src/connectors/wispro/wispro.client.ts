import { SourceError, type SourceHttp } from '../../flow/external-source/external-source.public.js';
import { envelopePayload, listPayload } from './wispro.payloads.js';
import { bodyStatusError } from './wispro.status.js';

/** One page of Wispro's list of clients. */
export interface ClientPage {
  readonly clients: readonly unknown[];
  /** Of the whole list, as Wispro counted at this moment. */
  readonly totalCount: number;
  readonly pageCount: number;
}

/** Speaks Wispro's API over the pipeline's HTTP client, which has the key and all the policies. */
export class WisproClient {
  private http: SourceHttp | null = null;

  /** `connect` is called with the first request: a base URL that makes no sense fails a run, not the program. */
  constructor(private readonly connect: () => SourceHttp) {}

  /**
   * A page of raw clients, from 1 on. Throws `SourceError`: also for an answer that only HTTP calls a success (W3), and
   * for a page without clients before the last one, which is never "the end".
   */
  async fetchClients(page: number, pageSize: number, signal: AbortSignal): Promise<ClientPage> {
    this.http ??= this.connect();
    const { json } = await this.http.get('clients', signal, { query: { page, per_page: pageSize } });
    const envelope = envelopePayload.safeParse(json);
    if (!envelope.success) {
      throw new SourceError('source-schema', 'The answer has no status in its body: it is not from Wispro');
    }
    const failure = bodyStatusError(envelope.data.status);
    if (failure !== null) {
      throw failure;
    }
    return pageOf(json, page);
  }

  async close(): Promise<void> {
    await this.http?.close();
    this.http = null;
  }
}

function pageOf(json: unknown, page: number): ClientPage {
  const list = listPayload.safeParse(json);
  if (!list.success) {
    const places = list.error.issues.map((issue) => issue.path.join('.'));
    throw new SourceError(
      'source-schema',
      `The list of clients is not what it should be: ${places.join(', ')}`,
    );
  }
  const { total_records: totalCount, total_pages: pageCount, current_page } = list.data.meta.pagination;
  if (current_page != null && current_page !== page) {
    throw new SourceError('source-schema', `Wispro answers page ${page} with page ${current_page}`);
  }
  if (list.data.data.length === 0 && page < pageCount) {
    throw new SourceError('temporary', `Wispro sends no clients on page ${page} of ${pageCount}`);
  }
  return { clients: list.data.data, totalCount, pageCount };
}
