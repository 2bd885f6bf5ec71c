import type { DynamicModule } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { ConfigModule } from '../../../src/config/config.module.js';
import { readEnvironment } from '../../../src/config/environment.js';
import { Database } from '../../../src/database/database.js';
import { DatabaseModule } from '../../../src/database/database.module.js';
import { ExternalSourceModule } from '../../../src/flow/external-source/external-source.module.js';
import {
  type ExternalSourceSettings,
  type RunOptions,
  type SourceManifest,
  SourceRunner,
  type SourceRun,
  Sources,
} from '../../../src/flow/external-source/external-source.public.js';
import { IngestModule } from '../../../src/flow/ingest/ingest.module.js';
import { SyncedEntities } from '../../../src/flow/synced-entity/synced-entity.public.js';
import { SyncedEntityModule } from '../../../src/flow/synced-entity/synced-entity.module.js';
import { orderItemSync } from '../../../src/modules/orders/order-item.sync.js';
import { orderSync } from '../../../src/modules/orders/order.sync.js';
import { productSync } from '../../../src/modules/products/product.sync.js';
import type { FakeSource } from './fake-source.js';

const FAST: ExternalSourceSettings = {
  isScheduler: false,
  handsRunsOn: false,
  tickMs: 20,
  watchMs: 20,
  backoffBaseMs: 1,
  backoffMaxMs: 5,
  temporaryAttemptsMax: 3,
  rateLimitAttemptsMax: 5,
  unauthorizedRestMs: 900_000,
  pagesMax: 50,
  noticeableWaitMs: 1,
};

/** One process of the pipeline, on a database of the test's. */
export interface Pipeline {
  readonly app: TestingModule;
  readonly database: Database;
  readonly runner: SourceRunner;
  /** Runs a source to its end. */
  readonly run: (key: string, options?: Partial<RunOptions>) => Promise<SourceRun>;
  readonly close: () => Promise<void>;
}

/** Starts a process's part of the pipeline with its own registries and pool; several may share a database. */
export async function startPipeline(
  url: string,
  sources: readonly (readonly [FakeSource, Partial<SourceManifest>])[],
  settings: Partial<ExternalSourceSettings> = {},
): Promise<Pipeline> {
  const app = await Test.createTestingModule({ imports: pipelineModules(url, settings) }).compile();
  app.useLogger(false);
  [productSync, orderSync, orderItemSync].forEach((entity) => {
    app.get(SyncedEntities).register(entity);
  });
  for (const [source, manifest] of sources) {
    app.get(Sources).register(source.manifest(manifest), source);
  }
  await app.init();
  const runner = app.get(SourceRunner);
  return {
    app,
    database: app.get(Database),
    runner,
    run: async (key, options = {}) => {
      const { runId } = await runner.start(key, { mode: 'full', ...options }, { kind: 'manual' });
      return runner.wait(runId);
    },
    close: () => app.close(),
  };
}

/** The modules that a process's part of the pipeline consists of. */
export function pipelineModules(
  url: string,
  settings: Partial<ExternalSourceSettings>,
): NonNullable<DynamicModule['imports']> {
  return [
    ConfigModule.forRoot(readEnvironment({})),
    DatabaseModule.forRoot({ url, poolSize: 8 }),
    SyncedEntityModule,
    IngestModule,
    ExternalSourceModule.forRoot({ ...FAST, ...settings }),
  ];
}
