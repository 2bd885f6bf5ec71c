import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import { Database } from '../../database/database.js';
import { Clock } from '../../kernel/clock.js';
import { SHOP_ZONE } from '../orders/orders.public.js';
import { LINK_ITEMS, SALE_STATUSES, STORE_FIGURES, STORE_TRENDS } from './product-analytics.sql.js';

/** How many rows a computation wrote; all three are 0 when nothing has changed since the last one. */
export interface AnalyticsOutcome {
  /** Lines of orders that now name another product, or one at all. */
  readonly linkedItemCount: number;
  readonly changedProductCount: number;
  readonly changedPointCount: number;
}

/**
 * Computes the figures of all products from the orders (O9): set-based, in one transaction, and without a
 * trace when nothing changed. A person's value of a figure stays; the computed one is tracked beside it (O7).
 */
@Injectable()
export class ProductAnalytics {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** May be called at any time, by any number of processes at once: each computes the same. */
  async compute(): Promise<AnalyticsOutcome> {
    const now = this.clock.now();
    const today = DateTime.fromJSDate(now, { zone: SHOP_ZONE }).toISODate();
    return this.database.transaction(async (tx) => {
      const linked = await tx.query(LINK_ITEMS);
      const products = await tx.query(STORE_FIGURES, [now, SALE_STATUSES]);
      const points = await tx.query(STORE_TRENDS, [now, SALE_STATUSES, today]);
      return {
        linkedItemCount: linked.length,
        changedProductCount: products.length,
        changedPointCount: points.length,
      };
    });
  }
}
