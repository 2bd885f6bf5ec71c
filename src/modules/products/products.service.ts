import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { type EditOptions, RecordDesk } from '../../flow/push/push.public.js';
import {
  type HistoryEntryResponse,
  type ListQuery,
  offsetOf,
  type Plain,
  type RecordAnswer,
  recordPage,
  type RecordPage,
  searchedText,
} from '../../flow/record-list/record-list.public.js';
import { AppError } from '../../kernel/app-error.js';
import type { Principal } from '../../kernel/principal.js';
import type { ProductListQuery } from './dto/product-list.query.js';
import {
  type ProductDetailResponse,
  type ProductResponse,
  toProductDetailResponse,
  toProductResponse,
} from './dto/product.response.js';
import { productSync } from './product.sync.js';
import { type ProductSelection, ProductsRepository } from './products.repository.js';
import { type StockChange, stockAfter } from './stock-change.js';

const { table } = productSync;
/** Days of figures on a product's page. */
const TREND_DAYS = 90;
/** Each round somebody's change is stored, so only that many at once can make one of them give up. */
const STOCK_ATTEMPTS_MAX = 50;

/** The product's page: the body and the ETag that an edit of it has to bring back. */
export type ProductPage = RecordAnswer<Plain<ProductDetailResponse>>;

/** What may be known of products and done to them over REST (O4, O6, O7). Everybody who works here sees all of them. */
@Injectable()
export class ProductsService {
  constructor(
    private readonly products: ProductsRepository,
    private readonly desk: RecordDesk,
  ) {}

  async listProducts(query: ProductListQuery): Promise<RecordPage<Plain<ProductResponse>>> {
    const { products, total } = await this.products.listProducts(selectionOf(query));
    return recordPage(products.map(toProductResponse), total, query);
  }

  /** Throws `NOT_FOUND`. */
  getProduct(id: string, principal: Principal): Promise<ProductPage> {
    return this.desk.read({ table, id }, principal, (storableId) => this.findDetail(storableId));
  }

  /** Sets fields; those that the source writes too become overrides that imports leave alone (O7). */
  async editProduct(id: string, fields: object, options: EditOptions): Promise<ProductPage> {
    await this.desk.edit({ table, id }, fields, options);
    return this.getProduct(id, options.principal);
  }

  /**
   * Sets the stock, or moves it. A move is computed from the stock that it replaces and stored only if that
   * is still the one, else computed anew: of two at once none is lost, and none takes the stock below 0
   * (`VALIDATION`). With the caller's own `If-Match` there is one attempt.
   */
  async changeStock(
    id: string,
    change: StockChange,
    { principal, ifMatch }: EditOptions,
  ): Promise<ProductPage> {
    for (let attempt = 1; ; attempt += 1) {
      // The ETag of `page` is at most as new as its stock, so a stock read too late only costs a round.
      const page = await this.getProduct(id, principal);
      const condition = ifMatch ?? (change.kind === 'move' ? (page.etag ?? undefined) : undefined);
      try {
        const fields = stockFields(page.body.stockQuantity, change);
        return await this.editProduct(id, fields, { principal, ifMatch: condition });
      } catch (error) {
        if (!isStale(error) || ifMatch !== undefined || attempt === STOCK_ATTEMPTS_MAX) {
          throw error;
        }
        await sleep(Math.random() * Math.min(5 * attempt, 50));
      }
    }
  }

  /** Lets the source's value of a field show again, at once (O7). */
  async releaseOverride(id: string, field: string, principal: Principal): Promise<ProductPage> {
    await this.desk.releaseOverride({ table, id }, field, principal);
    return this.getProduct(id, principal);
  }

  listHistory(id: string, query: ListQuery): Promise<RecordPage<Plain<HistoryEntryResponse>>> {
    return this.desk.listHistory({ table, id }, query, (storableId) => this.products.findProduct(storableId));
  }

  private async findDetail(id: string): Promise<Plain<ProductDetailResponse> | null> {
    const product = await this.products.findProduct(id);
    return product === null
      ? null
      : toProductDetailResponse(product, await this.products.listTrends(id, TREND_DAYS));
  }
}

function stockFields(present: number, change: StockChange): { stockQuantity: number } {
  const stockQuantity = stockAfter(present, change);
  if (typeof stockQuantity === 'string') {
    throw new AppError('VALIDATION', `quantity ${stockQuantity}`, {
      errors: [{ field: 'quantity', message: stockQuantity }],
    });
  }
  return { stockQuantity };
}

function isStale(error: unknown): boolean {
  return error instanceof AppError && error.code === 'STALE_RECORD';
}

function selectionOf(query: ProductListQuery): ProductSelection {
  return {
    showHidden: query.showHidden,
    search: searchedText(query),
    sort: query.sort ?? query.sortBy ?? 'name',
    order: (query.sortOrder ?? query.order).toUpperCase() === 'DESC' ? 'DESC' : 'ASC',
    limit: query.limit,
    offset: offsetOf(query),
  };
}
