import type { MigrationInterface, QueryRunner } from 'typeorm';
import { trackTable } from './track-table.js';

/** Products, orders with their items, and the history of each product's analytics (O2, O9). */
export class Shop1763690000004 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(PRODUCTS);
    await queryRunner.query(ORDERS);
    await trackTable(queryRunner, 'products', 8, {
      externalId: 'external_id',
      name: 'name',
      description: 'description',
      price: 'price',
      oldPrice: 'old_price',
      costPrice: 'cost_price',
      costPriceTry: 'cost_price_try',
      stockQuantity: 'stock_quantity',
      brand: 'brand',
      category: 'category',
      mainIngredient: 'main_ingredient',
      dosageForm: 'dosage_form',
      packageQuantity: 'package_quantity',
      weight: 'weight',
      avgDailySales30d: 'avg_daily_sales_30d',
      daysToZero: 'days_to_zero',
      lastPurchaseDate: 'last_purchase_date',
      recommendedQty: 'recommended_qty',
      trend: 'trend',
      inTransit: 'in_transit',
      deliveryDays: 'delivery_days',
      minStock: 'min_stock',
      isHidden: 'is_hidden',
      deletedAt: 'deleted_at',
      createdAt: 'created_at',
      updatedAt: 'updated_at',
    });
    await trackTable(queryRunner, 'orders', 9, {
      externalId: 'external_id',
      customerName: 'customer_name',
      customerEmail: 'customer_email',
      customerPhone: 'customer_phone',
      customerCity: 'customer_city',
      customerAddress: 'customer_address',
      status: 'status',
      total: 'total',
      currency: 'currency',
      deliveryCost: 'delivery_cost',
      bonus: 'bonus',
      bankCard: 'bank_card',
      orderDate: 'order_date',
      paidAt: 'paid_at',
      shippedAt: 'shipped_at',
      createdAt: 'created_at',
      updatedAt: 'updated_at',
    });
    await trackTable(queryRunner, 'order_items', 10, {
      orderId: 'order_id',
      productId: 'product_id',
      name: 'name',
      quantity: 'quantity',
      price: 'price',
      total: 'total',
    });
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE product_trends, order_items, orders, products`);
  }
}

const PRODUCTS = `
  CREATE TABLE products (
    id                  text           PRIMARY KEY COLLATE "C" DEFAULT gen_random_uuid()::text
                                       CHECK (length(id) BETWEEN 1 AND 36),
    external_id         text           UNIQUE,
    name                text           NOT NULL,
    description         text,
    price               numeric(14, 2) NOT NULL CHECK (price >= 0),
    old_price           numeric(14, 2),
    cost_price          numeric(14, 2) CHECK (cost_price >= 0),
    cost_price_try      numeric(14, 2) CHECK (cost_price_try >= 0),
    stock_quantity      integer        NOT NULL DEFAULT 0,
    brand               text,
    category            text,
    main_ingredient     text,
    dosage_form         text,
    package_quantity    integer,
    weight              text,
    avg_daily_sales_30d numeric(12, 4) NOT NULL DEFAULT 0 CHECK (avg_daily_sales_30d >= 0),
    -- null: nothing is being sold, the stock lasts for ever
    days_to_zero        integer,
    last_purchase_date    timestamptz(3),
    recommended_qty     integer        NOT NULL DEFAULT 0 CHECK (recommended_qty >= 0),
    trend               text           NOT NULL DEFAULT 'STABLE' CHECK (trend IN ('GROWING', 'STABLE', 'DECLINING')),
    in_transit          integer        NOT NULL DEFAULT 0 CHECK (in_transit >= 0),
    delivery_days       integer        NOT NULL DEFAULT 14 CHECK (delivery_days >= 0),
    min_stock           integer        NOT NULL DEFAULT 5 CHECK (min_stock >= 0),
    is_hidden           boolean        NOT NULL DEFAULT false,
    -- the shop's own soft deletion
    deleted_at          timestamptz(3),
    created_at          timestamptz(3) NOT NULL DEFAULT now(),
    updated_at          timestamptz(3) NOT NULL DEFAULT now(),
    overrides           jsonb          NOT NULL DEFAULT '{}',
    upstream            jsonb,
    missing_since       timestamptz(3),
    scope               text[]         GENERATED ALWAYS AS (ARRAY['staff']) STORED
  ) WITH (fillfactor = 90);

  -- One row a product and day on which the figures were computed.
  CREATE TABLE product_trends (
    id                  bigint         GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    product_id          text           NOT NULL COLLATE "C" REFERENCES products ON DELETE CASCADE,
    computed_on         date           NOT NULL,
    avg_daily_sales_30d numeric(12, 4) NOT NULL,
    days_to_zero        integer,
    recommended_qty     integer        NOT NULL,
    trend               text           NOT NULL,
    UNIQUE (product_id, computed_on)
  );
`;

const ORDERS = `
  CREATE TABLE orders (
    id               text           PRIMARY KEY COLLATE "C" DEFAULT gen_random_uuid()::text
                                    CHECK (length(id) BETWEEN 1 AND 36),
    external_id      text           UNIQUE,
    customer_name    text,
    customer_email   text,
    customer_phone   text,
    customer_city    text,
    customer_address text,
    status           text           NOT NULL CHECK (status IN ('initialized', 'unpaid', 'paid', 'processing',
                                      'shipped', 'cancelled', 'overdue', 'refunded')),
    total            numeric(14, 2) NOT NULL,
    currency         text           NOT NULL DEFAULT 'RUB' CHECK (length(currency) = 3),
    delivery_cost    numeric(14, 2) NOT NULL DEFAULT 0,
    bonus            integer        NOT NULL DEFAULT 0,
    -- masked: the upstream text holds a person's name
    bank_card        text,
    order_date       timestamptz(3) NOT NULL,
    paid_at          timestamptz(3),
    shipped_at       timestamptz(3),
    created_at       timestamptz(3) NOT NULL DEFAULT now(),
    updated_at       timestamptz(3) NOT NULL DEFAULT now(),
    overrides        jsonb          NOT NULL DEFAULT '{}',
    upstream         jsonb,
    missing_since    timestamptz(3),
    scope            text[]         GENERATED ALWAYS AS (ARRAY['staff']) STORED
  ) WITH (fillfactor = 90);
  CREATE INDEX orders_order_date ON orders (order_date DESC, id);
  CREATE INDEX orders_status ON orders (status, order_date DESC);

  CREATE TABLE order_items (
    id         text           PRIMARY KEY COLLATE "C" DEFAULT gen_random_uuid()::text
                              CHECK (length(id) BETWEEN 1 AND 36),
    order_id   text           NOT NULL COLLATE "C" REFERENCES orders ON DELETE CASCADE,
    -- no foreign key: the shop names the product, and only by its present name
    product_id text           COLLATE "C",
    -- which of the order's lines it is: name, price and occurrence, hashed (the shop gives lines no id)
    line_key   text           NOT NULL,
    -- null when the product is gone from the shop
    name       text,
    quantity   integer        NOT NULL CHECK (quantity > 0),
    price      numeric(14, 2) NOT NULL,
    total      numeric(14, 2) NOT NULL,
    scope      text[]         GENERATED ALWAYS AS (ARRAY['staff']) STORED,
    UNIQUE (order_id, line_key)
  );
  CREATE INDEX order_items_product ON order_items (product_id);
`;
