import type {
  FetchOptions,
  MappedPayload,
  SourceConnector,
  SourceManifest,
  SourcePage,
} from '../../flow/external-source/external-source.public.js';
import type { StratteraClient, StratteraList } from './strattera.client.js';
import { mapOrder, mapProduct } from './strattera.mapping.js';

/** Records of one page, and so of one transaction. */
const PAGE_SIZE = 200;

const MAPPINGS: Readonly<Record<StratteraList, (payload: unknown) => MappedPayload>> = {
  orders: mapOrder,
  products: mapProduct,
};

/**
 * One of the shop's two lists as a source. Every pass reads the whole list in one request, because dates of
 * old orders move and a refund changes an order of any age (O3); there is no cursor that could be trusted.
 */
export class StratteraConnector implements SourceConnector {
  readonly key: string;
  readonly entities: readonly StratteraList[];

  constructor(
    manifest: SourceManifest,
    private readonly list: StratteraList,
    private readonly client: StratteraClient,
  ) {
    this.key = manifest.key;
    this.entities = [list];
  }

  /** The list in pages that are cut here, in the shop's own order. An empty list is one empty page: the runner judges it. */
  async *fetch(
    _entity: string,
    _cursor: string | null,
    options: FetchOptions,
    signal: AbortSignal,
  ): AsyncIterable<SourcePage> {
    const payloads = await this.client.fetchList(this.list, signal);
    const pageSize = options.pageSize ?? PAGE_SIZE;
    const pageCount = Math.max(1, Math.ceil(payloads.length / pageSize));
    for (let page = 0; page < pageCount; page += 1) {
      signal.throwIfAborted();
      yield {
        payloads: payloads.slice(page * pageSize, (page + 1) * pageSize),
        nextCursor: null,
        totalCount: payloads.length,
        endsCompleteListing: page === pageCount - 1,
      };
    }
  }

  map(_entity: string, payload: unknown): MappedPayload {
    return MAPPINGS[this.list](payload);
  }

  async close(): Promise<void> {
    await this.client.close();
  }
}
