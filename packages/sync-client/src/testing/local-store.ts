import { createRequire } from 'node:module';
import type * as Watermelon from '@nozbe/watermelondb';
import type { Database, Model } from '@nozbe/watermelondb';
import type { SyncArgs } from '@nozbe/watermelondb/sync/index.js';
import type { Contract } from '../protocol.js';
import { buildAppSchema } from '../watermelon/local-schema.js';
import { buildModelClasses } from '../watermelon/model-classes.js';

// WatermelonDB is CommonJS with directory imports.
const require = createRequire(import.meta.url);
const watermelon = require('@nozbe/watermelondb') as typeof Watermelon;
const { synchronize: stockSynchronize } = require('@nozbe/watermelondb/sync') as {
  synchronize: (args: SyncArgs) => Promise<void>;
};
const { default: LokiJSAdapter } = require('@nozbe/watermelondb/adapters/lokijs') as {
  default: new (options: object) => ConstructorParameters<typeof Database>[0]['adapter'];
};

const { default: logger } = require('@nozbe/watermelondb/utils/common/logger') as {
  default: { silence: () => void };
};
logger.silence();

/** The unmodified one. */
export const synchronize = stockSynchronize;

/** A phone's database, in memory, made from the server's contract. */
export function localStore(contract: Contract): Database {
  const adapter = new LokiJSAdapter({
    schema: buildAppSchema(contract, watermelon),
    useWebWorker: false,
    useIncrementalIndexedDB: false,
    extraLokiOptions: { autosave: false },
  });
  return new watermelon.Database({ adapter, modelClasses: buildModelClasses(contract, watermelon.Model) });
}

/** Every row of a local table as stored, by id, without WatermelonDB's own columns. */
export async function localRows(database: Database, table: string): Promise<Record<string, object>> {
  const records = await database.get(table).query().fetch();
  return Object.fromEntries(records.map((record) => [record.id, rawOf(record)]));
}

/** Creates a record as an app would, under an id of its own. */
export async function createLocally(
  database: Database,
  table: string,
  id: string,
  fields: object,
): Promise<void> {
  await database.write(() =>
    database.get(table).create((record) => {
      record._raw.id = id;
      Object.assign(record, fields);
    }),
  );
}

/** Edits a record as an app would. */
export async function editLocally(
  database: Database,
  table: string,
  id: string,
  fields: object,
): Promise<void> {
  await database.write(async () => {
    const record = await database.get(table).find(id);
    await record.update((edited) => Object.assign(edited, fields));
  });
}

/** Deletes a record as an app would. */
export async function deleteLocally(database: Database, table: string, id: string): Promise<void> {
  await database.write(async () => {
    const record = await database.get(table).find(id);
    await record.markAsDeleted();
  });
}

function rawOf(record: Model): object {
  const fields = Object.entries(record._raw).filter(([name]) => !name.startsWith('_'));
  return Object.fromEntries(fields);
}
