import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Pool } from 'pg';
import { type ConnectionSettings, dataSourceOptions } from './data-source.js';
import { ConnectionWatch } from './connection-watch.js';
import { Database } from './database.js';

/** One pool per process, shared by TypeORM's repositories and by {@link Database}. */
@Module({})
export class DatabaseModule {
  static forRoot(settings: ConnectionSettings): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      imports: [
        TypeOrmModule.forRoot({ ...dataSourceOptions(settings), autoLoadEntities: true, retryAttempts: 0 }),
      ],
      providers: [
        {
          provide: Database,
          inject: [DataSource],
          useFactory: (dataSource: DataSource) => new Database(poolOf(dataSource)),
        },
        {
          provide: ConnectionWatch,
          inject: [DataSource],
          useFactory: (dataSource: DataSource) => new ConnectionWatch(poolOf(dataSource), settings.url),
        },
      ],
      exports: [Database],
    };
  }
}

/** The pg pool that TypeORM's driver made. */
function poolOf(dataSource: DataSource): Pool {
  const driver: object = dataSource.driver;
  const pool: unknown = Reflect.get(driver, 'master');
  if (typeof pool !== 'object' || pool === null || !('connect' in pool)) {
    throw new Error('This version of TypeORM keeps its pool elsewhere');
  }
  return pool as Pool;
}
