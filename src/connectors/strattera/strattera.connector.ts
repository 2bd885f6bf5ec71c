import type {
  FetchOptions,
  MappedPayload,
  SourceConnector,
  SourceManifest,
  SourcePage,
  SourceWrite,
  WritableFields,
} from '../../flow/external-source/external-source.public.js';
import type { StratteraClient, StratteraList } from './strattera.client.js';
import { mapOrder, mapProduct } from './strattera.mapping.js';

/** Records of one page, and so of one transaction. */
const PAGE_SIZE = 200;

const MAPPINGS: Readonly<Record<StratteraList, (payload: unknown) => MappedPayload>> = {
  orders: mapOrder,
  products: mapProduct,
};

/** What the shop lets us set, and its own names for it (DESIGN §6). */
const SHOP_NAMES: Readonly<Record<StratteraList, Readonly<Record<string, string>>>> = {
  orders: { status: 'status' },
  products: { stockQuantity: 'stock_quantity', price: 'price' },
};

/** The shop serves a list of orders again for five minutes, and of products never (UPSTREAM-APIS §3.1). */
const LISTING_LAG_MS: Readonly<Record<StratteraList, number>> = { orders: 300_000, products: 0 };

/**
 * One of the shop's two lists as a source. Every pass reads the whole list in one request, because dates of
 * old orders move and a refund changes an order of any age (O3); there is no cursor that could be trusted.
 */
export class StratteraConnector implements SourceConnector {
  readonly key: string;
  readonly entities: readonly StratteraList[];
  readonly writable: WritableFields;
  readonly listingLagMs: number;

  constructor(
    manifest: SourceManifest,
    private readonly list: StratteraList,
    private readonly client: StratteraClient,
    isWrittenBack = false,
  ) {
    this.key = manifest.key;
    this.entities = [list];
    this.writable = isWrittenBack ? { [list]: Object.keys(SHOP_NAMES[list]) } : {};
    this.listingLagMs = LISTING_LAG_MS[list];
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

  /** The shop takes single fields, so that what is not sent stays as it is there. */
  apply({ externalId, fields }: SourceWrite, idempotencyKey: string, signal: AbortSignal): Promise<unknown> {
    const names = SHOP_NAMES[this.list];
    const named = Object.entries(fields).map(([field, value]) => [names[field] ?? field, value] as const);
    return this.client.write(
      this.list,
      externalId,
      { fields: Object.fromEntries(named), key: idempotencyKey },
      signal,
    );
  }

  read(_entity: string, externalId: string, signal: AbortSignal): Promise<unknown> {
    return this.client.read(this.list, externalId, signal);
  }

  async close(): Promise<void> {
    await this.client.close();
  }
}
