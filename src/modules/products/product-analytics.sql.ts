/**
 * Statuses that count as a sale: the money is there or on its way. `unpaid` and `initialized` may never be
 * paid, `overdue`, `cancelled` and `refunded` were not.
 */
export const SALE_STATUSES = ['paid', 'processing', 'shipped'] as const;

/** The window of the average, and of the two halves that the trend compares, in days. */
const WINDOW_DAYS = 30;

/** The second half of the window sells this much more, or less, than the first: the trend is not `STABLE`. */
const TREND_THRESHOLD = 0.2;

/**
 * Which product a line of an order means. The shop names products by their present name only, and renaming
 * one renames the lines of old orders too, so the name decides; of two products with one name, one that is not
 * deleted, then the older one. Equal links are not written again.
 */
export const LINK_ITEMS = `
  WITH named AS (
    SELECT DISTINCT ON (name) name, id FROM products
    ORDER BY name, deleted_at IS NOT NULL, length(external_id), external_id
  ), wanted AS (
    SELECT item.id, named.id AS product_id
    FROM order_items AS item LEFT JOIN named ON named.name = item.name
    WHERE item.product_id IS DISTINCT FROM named.id
    ORDER BY item.id
    FOR UPDATE OF item
  )
  UPDATE order_items AS item SET product_id = wanted.product_id
  FROM wanted WHERE item.id = wanted.id
  RETURNING item.id
`;

/**
 * Figures of every product at $1, from the sales of the 30 days before it (O9). $2: statuses that count.
 * Days and quantity start from what people see: an overridden average or stock counts as true.
 *   days to zero  = stock / average, down; null while nothing sells
 *   recommended   = average × delivery days + minimum stock − stock − in transit, up, at least 0
 *   trend         = last 15 days against the 15 before, ±20 %
 */
const FIGURES = `
  WITH sold AS (
    SELECT item.product_id,
           sum(item.quantity) FILTER (WHERE sale.order_date > $1::timestamptz - interval '30 days') AS in_window,
           sum(item.quantity) FILTER (WHERE sale.order_date > $1::timestamptz - interval '15 days') AS lately,
           max(sale.order_date) AS last_at
    FROM order_items AS item JOIN orders AS sale ON sale.id = item.order_id
    WHERE item.product_id IS NOT NULL AND sale.status = ANY ($2::text[]) AND sale.order_date <= $1::timestamptz
    GROUP BY item.product_id
  ), averages AS (
    SELECT product.id, sold.last_at,
           round(coalesce(sold.in_window, 0) / ${WINDOW_DAYS}.0, 4) AS average,
           coalesce(sold.lately, 0) AS lately,
           coalesce(sold.in_window, 0) - coalesce(sold.lately, 0) AS before
    FROM products AS product LEFT JOIN sold ON sold.product_id = product.id
  ), effective AS (
    SELECT averages.*, greatest(product.stock_quantity, 0) AS stock,
           CASE WHEN product.overrides ? 'avgDailySales30d' THEN product.avg_daily_sales_30d ELSE average END AS pace,
           product.delivery_days, product.min_stock, product.in_transit
    FROM averages JOIN products AS product USING (id)
  ), figures AS (
    SELECT id, average, last_at,
           CASE WHEN pace > 0 THEN least(floor(stock / pace), 2147483647)::integer END AS days_to_zero,
           least(greatest(ceil(pace * delivery_days + min_stock - stock - in_transit), 0), 2147483647)::integer
             AS recommended_qty,
           CASE WHEN lately > before * ${1 + TREND_THRESHOLD} THEN 'GROWING'
                WHEN lately < before * ${1 - TREND_THRESHOLD} THEN 'DECLINING'
                ELSE 'STABLE' END AS trend
    FROM effective
  )`;

/** What the analytics own of a product, and their column. A person's value stays, the computed one is tracked (O7). */
const COMPUTED = {
  avgDailySales30d: { column: 'avg_daily_sales_30d', figure: 'average' },
  daysToZero: { column: 'days_to_zero', figure: 'days_to_zero' },
  recommendedQty: { column: 'recommended_qty', figure: 'recommended_qty' },
  trend: { column: 'trend', figure: 'trend' },
} as const;

/** Read from the row as it is when it is locked, so that an override made meanwhile counts. */
const EFFECTIVE = Object.entries(COMPUTED).map(([field, { column, figure }]) => ({
  column,
  value: `CASE WHEN stored.overrides ? '${field}' THEN stored.${column} ELSE figures.${figure} END`,
}));

const VISIBLY_DIFFERENT = `ROW(stored.last_purchase_date, ${EFFECTIVE.map(({ column }) => `stored.${column}`).join(', ')})
  IS DISTINCT FROM ROW(figures.last_at::timestamptz(3), ${EFFECTIVE.map(({ value }) => value).join(', ')})`;

const COMPUTED_JSON = `jsonb_build_object('avgDailySales30d', figures.average::text,
  'daysToZero', figures.days_to_zero, 'recommendedQty', figures.recommended_qty, 'trend', figures.trend)`;

/** Brings the figures of the products up to date; a row that would stay as it is, is neither written nor locked. */
export const STORE_FIGURES = `${FIGURES}
  UPDATE products AS stored
  SET ${EFFECTIVE.map(({ column, value }) => `${column} = ${value}`).join(',\n      ')},
      last_purchase_date = figures.last_at,
      upstream = coalesce(stored.upstream, '{}') || ${COMPUTED_JSON},
      updated_at = CASE WHEN ${VISIBLY_DIFFERENT} THEN now() ELSE stored.updated_at END
  FROM figures
  WHERE stored.id = figures.id
    AND (${VISIBLY_DIFFERENT} OR NOT coalesce(stored.upstream, '{}') @> ${COMPUTED_JSON})
  RETURNING stored.id
`;

/** One point a product and day of the shop, $3; a second computation of the day replaces it where it differs. */
export const STORE_TRENDS = `${FIGURES}
  INSERT INTO product_trends AS point
    (product_id, computed_on, avg_daily_sales_30d, days_to_zero, recommended_qty, trend)
  SELECT id, $3::date, average, days_to_zero, recommended_qty, trend FROM figures ORDER BY id
  ON CONFLICT (product_id, computed_on) DO UPDATE
  SET avg_daily_sales_30d = excluded.avg_daily_sales_30d, days_to_zero = excluded.days_to_zero,
      recommended_qty = excluded.recommended_qty, trend = excluded.trend
  WHERE (point.avg_daily_sales_30d, point.days_to_zero, point.recommended_qty, point.trend) IS DISTINCT FROM
        (excluded.avg_daily_sales_30d, excluded.days_to_zero, excluded.recommended_qty, excluded.trend)
  RETURNING point.id
`;
