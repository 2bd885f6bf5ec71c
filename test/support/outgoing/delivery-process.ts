import { Test, type TestingModule } from '@nestjs/testing';
import { Database } from '../../../src/database/database.js';
import { Sources } from '../../../src/flow/external-source/external-source.public.js';
import { OutgoingModule } from '../../../src/flow/outgoing/outgoing.module.js';
import {
  type DeliveryReport,
  type OutgoingChange,
  OutgoingDesk,
  type OutgoingSettings,
} from '../../../src/flow/outgoing/outgoing.public.js';
import { PushModule } from '../../../src/flow/push/push.module.js';
import { RecordDesk } from '../../../src/flow/push/push.public.js';
import { SyncedEntities } from '../../../src/flow/synced-entity/synced-entity.public.js';
import { productSync } from '../../../src/modules/products/product.sync.js';
import { pipelineModules } from '../external-source/pipeline.js';
import { ADMIN } from '../flow/flow-context.js';
import type { WritableSource } from './writable-source.js';

/** A price that the vendor keeps and a stock that nobody can decide, to see every policy. */
const PRODUCTS = {
  ...productSync,
  fields: {
    ...productSync.fields,
    price: { ...productSync.fields.price!, onConflict: 'server-wins' },
    stockQuantity: { ...productSync.fields.stockQuantity!, onConflict: 'newest-wins' },
  },
} as const;

const HASTY: Partial<OutgoingSettings> = { backoffBaseMs: 1, backoffMaxMs: 2, unauthorizedRestMs: 20 };

/** One process that takes edits and delivers them to an invented vendor; several may share a database. */
export class DeliveryProcess {
  private constructor(
    private readonly app: TestingModule,
    private readonly desk: OutgoingDesk,
  ) {}

  static async start(
    url: string,
    source: WritableSource,
    settings: Partial<OutgoingSettings> = {},
  ): Promise<DeliveryProcess> {
    const app = await Test.createTestingModule({
      imports: [...pipelineModules(url, {}), PushModule, OutgoingModule.forRoot({ ...HASTY, ...settings })],
    }).compile();
    app.useLogger(false);
    app.get(SyncedEntities).register(PRODUCTS);
    app.get(Sources).register(source.manifest(), source);
    await app.init();
    return new DeliveryProcess(app, app.get(OutgoingDesk));
  }

  /** Puts a product into the table as an import would have. */
  async store(externalId: string, price: string, stockQuantity: number): Promise<void> {
    await this.rows(
      `INSERT INTO products (id, external_id, name, price, stock_quantity, upstream)
       VALUES ($1, $1, 'Product', $2::text::numeric, $3::int, jsonb_build_object('price', $2::text, 'stockQuantity', $3::int))`,
      [externalId, price, stockQuantity],
    );
  }

  /** As a REST route would. */
  async edit(externalId: string, fields: object): Promise<void> {
    await this.app
      .get(RecordDesk, { strict: false })
      .edit({ table: 'products', id: externalId }, fields, { principal: ADMIN, ifMatch: undefined });
  }

  deliver(): Promise<DeliveryReport> {
    return this.desk.deliverDue();
  }

  retry(id: string): Promise<OutgoingChange> {
    return this.desk.retry(id);
  }

  /** Newest first. */
  async queue(): Promise<OutgoingChange[]> {
    return (await this.desk.list({}, 200, 0)).changes;
  }

  async product(externalId: string): Promise<{ price: string; stock: number; overridden: string[] }> {
    const [row] = await this.rows<{ price: string; stock: number; overridden: string[] }>(
      `SELECT price::text, stock_quantity AS stock, ARRAY(SELECT jsonb_object_keys(overrides) ORDER BY 1) AS overridden
       FROM products WHERE external_id = $1`,
      [externalId],
    );
    return row!;
  }

  rows<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.app.get(Database).query<Row>(sql, values);
  }

  close(): Promise<void> {
    return this.app.close();
  }
}
