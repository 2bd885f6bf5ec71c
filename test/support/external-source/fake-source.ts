import type {
  FetchOptions,
  ManifestSchedule,
  MappedPayload,
  SourceConnector,
  SourceManifest,
  SourcePage,
} from '../../../src/flow/external-source/external-source.public.js';
import { SourceError } from '../../../src/flow/external-source/external-source.public.js';

/** A product as our invented vendor sends it. */
export interface FakeProduct {
  readonly id: string | null;
  readonly name?: unknown;
  readonly price?: unknown;
  readonly token?: string;
  readonly extra?: string;
}

/** What the vendor does before it sends a page; throws what the connector would throw. */
export type BeforePage = (page: number, signal: AbortSignal) => Promise<void> | void;

/**
 * An invented vendor with its connector: products in pages, in memory. With `hasCursors` a page's cursor is the
 * number of the next one.
 */
export class FakeSource implements SourceConnector {
  readonly entities = ['products'];
  products: FakeProduct[] = [];
  pageSize = 2;
  hasCursors = false;
  totalCount: number | null = null;
  beforePage: BeforePage = () => undefined;
  refresh: (() => boolean) | null = null;
  readonly fetchedFrom: (string | null)[] = [];

  constructor(readonly key: string) {}

  manifest(more: Partial<SourceManifest> = {}): SourceManifest {
    return {
      key: this.key,
      title: `Fake ${this.key}`,
      entities: this.entities,
      timeZone: 'UTC',
      schedules: [],
      runAtStart: false,
      configured: true,
      missingVariables: [],
      secretKeys: ['token'],
      ...more,
    };
  }

  async *fetch(
    _entity: string,
    cursor: string | null,
    options: FetchOptions,
    signal: AbortSignal,
  ): AsyncIterable<SourcePage> {
    this.fetchedFrom.push(cursor);
    const pageSize = options.pageSize ?? this.pageSize;
    const pageCount = Math.max(1, Math.ceil(this.products.length / pageSize));
    for (let page = cursor === null ? 0 : Number(cursor); page < pageCount; page += 1) {
      await this.beforePage(page, signal);
      signal.throwIfAborted();
      yield {
        payloads: this.products.slice(page * pageSize, (page + 1) * pageSize),
        nextCursor: this.hasCursors ? String(page + 1) : null,
        ...(this.totalCount === null ? {} : { totalCount: this.totalCount }),
        endsCompleteListing: page === pageCount - 1,
      };
    }
  }

  map(_entity: string, payload: unknown): MappedPayload {
    if (typeof payload !== 'object' || payload === null) {
      return { kind: 'rejected', externalId: null, reason: 'A product must be an object' };
    }
    const { id, name, price, extra } = payload as FakeProduct;
    if (name === 'category') {
      return { kind: 'skipped', externalId: id, reason: 'category' };
    }
    if (typeof id !== 'string' || typeof name !== 'string' || typeof price !== 'string') {
      return {
        kind: 'rejected',
        externalId: typeof id === 'string' ? id : null,
        reason: 'name and price must be texts',
      };
    }
    return {
      kind: 'record',
      record: { externalId: id, fields: { name, price } },
      unknownKeys: extra === undefined ? [] : ['extra'],
    };
  }

  async refreshCredentials(): Promise<boolean> {
    return Promise.resolve(this.refresh?.() ?? false);
  }
}

/** The ordinary schedule: everything, whenever the cron expression says. */
export function fullSchedule(cron: string, name = 'full'): ManifestSchedule {
  return { name, cron, run: () => ({ mode: 'full' }) };
}

/** Waits for the abort as a hanging vendor makes the connector wait; throws the signal's reason. */
export async function hang(signal: AbortSignal): Promise<void> {
  await new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
    if (signal.aborted) {
      reject(signal.reason as Error);
    }
  });
}

export function temporary(message = 'The source is in trouble (HTTP 503)'): SourceError {
  return new SourceError('temporary', message);
}
