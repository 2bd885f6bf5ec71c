import { Global, Module } from '@nestjs/common';
import { SyncedEntities } from './synced-entities.js';

/** The one registry of synced tables, for the whole application. */
@Global()
@Module({ providers: [SyncedEntities], exports: [SyncedEntities] })
export class SyncedEntityModule {}
