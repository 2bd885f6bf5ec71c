import {
  type MappedPayload,
  SourceError,
  type SourceWrite,
} from '../../../src/flow/external-source/external-source.public.js';
import { type FakeProduct, FakeSource } from '../external-source/fake-source.js';

export interface StockedProduct extends FakeProduct {
  readonly stockQuantity?: number;
}

/** A write as the vendor has seen it. */
export interface SeenWrite {
  readonly fields: SourceWrite['fields'];
  readonly key: string;
}

type AtWrite = (write: SourceWrite, signal: AbortSignal) => Promise<void> | void;

/** The invented vendor, which also takes prices and stocks. */
export class WritableSource extends FakeSource {
  readonly writable = { products: ['price', 'stockQuantity'] };
  override products: StockedProduct[] = [];
  readonly writes: SeenWrite[] = [];
  /** What the vendor does before it obeys, and before it answers; throws what the connector would throw. */
  beforeWrite: AtWrite = () => undefined;
  afterWrite: AtWrite = () => undefined;
  beforeRead: () => void = () => undefined;
  /** Takes the write and changes nothing. */
  isDeaf = false;

  override map(entity: string, payload: unknown): MappedPayload {
    const mapped = super.map(entity, payload);
    const { stockQuantity } = (payload ?? {}) as StockedProduct;
    return mapped.kind !== 'record' || stockQuantity === undefined
      ? mapped
      : {
          ...mapped,
          record: { ...mapped.record, fields: { ...mapped.record.fields, stockQuantity } },
        };
  }

  async apply(write: SourceWrite, key: string, signal: AbortSignal): Promise<unknown> {
    await this.beforeWrite(write, signal);
    this.writes.push({ fields: write.fields, key });
    if (!this.isDeaf) {
      this.change(write.externalId, write.fields);
    }
    await this.afterWrite(write, signal);
    return this.product(write.externalId);
  }

  async read(_entity: string, externalId: string): Promise<unknown> {
    this.beforeRead();
    return Promise.resolve(this.product(externalId) ?? null);
  }

  /** Somebody at the vendor changes a product. */
  change(externalId: string, fields: Partial<StockedProduct>): void {
    this.products = this.products.map((product) =>
      product.id === externalId ? { ...product, ...fields } : product,
    );
  }

  product(externalId: string): StockedProduct | undefined {
    return this.products.find(({ id }) => id === externalId);
  }
}

export function unauthorized(): SourceError {
  return new SourceError('unauthorized', 'The source refuses our credentials (HTTP 401)', { status: 401 });
}
