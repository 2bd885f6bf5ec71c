import { createRequire } from 'node:module';
import type * as Watermelon from '@nozbe/watermelondb';
import type { Database } from '@nozbe/watermelondb';
import type { SyncArgs } from '@nozbe/watermelondb/sync/index.js';
import { buildAppSchema, buildModelClasses, type Contract } from '@sync-hub/sync-client';

// WatermelonDB is CommonJS with directory imports.
const require = createRequire(import.meta.url);
const watermelon = require('@nozbe/watermelondb') as typeof Watermelon;
const { default: LokiJSAdapter } = require('@nozbe/watermelondb/adapters/lokijs') as {
  default: new (options: object) => ConstructorParameters<typeof Database>[0]['adapter'];
};
const { default: logger } = require('@nozbe/watermelondb/utils/common/logger') as {
  default: { silence: () => void };
};
logger.silence();

/** WatermelonDB's own, unmodified (S9). */
export const { synchronize } = require('@nozbe/watermelondb/sync') as {
  synchronize: (args: SyncArgs) => Promise<void>;
};

/** A phone's database, in memory, made from the server's contract. */
export function createLocalStore(contract: Contract): Database {
  const adapter = new LokiJSAdapter({
    schema: buildAppSchema(contract, watermelon),
    useWebWorker: false,
    useIncrementalIndexedDB: false,
    extraLokiOptions: { autosave: false },
  });
  return new watermelon.Database({ adapter, modelClasses: buildModelClasses(contract, watermelon.Model) });
}
