import { DataSource, type DataSourceOptions } from 'typeorm';
import { MIGRATIONS } from '../../migrations/index.js';

export interface ConnectionSettings {
  readonly url: string;
  readonly poolSize: number;
}

/**
 * TypeORM's options for our one PostgreSQL. `synchronize` is never on: the schema is what `migrations/`
 * says. Waits are bounded: 2 s for a connection (FAULTS B8), 30 s for a statement, 60 s idle in a
 * transaction (PostgreSQL's own default is no limit, FAULTS B9).
 */
export function dataSourceOptions(settings: ConnectionSettings): DataSourceOptions {
  return {
    type: 'postgres',
    url: settings.url,
    applicationName: 'sync-hub',
    migrations: MIGRATIONS,
    migrationsTableName: 'schema_migration',
    migrationsTransactionMode: 'each',
    poolSize: settings.poolSize,
    connectTimeoutMS: 2_000,
    extra: {
      keepAlive: true,
      idleTimeoutMillis: 30_000,
      options:
        '-c TimeZone=UTC -c statement_timeout=30000 -c idle_in_transaction_session_timeout=60000 -c plan_cache_mode=force_generic_plan',
    },
  };
}

/** A data source of its own, for the migrator and for tools. The application's comes from DatabaseModule. */
export function createDataSource(settings: ConnectionSettings): DataSource {
  return new DataSource(dataSourceOptions(settings));
}
