import { Global, Module } from '@nestjs/common';
import { Ingestor } from './ingestor.js';

/** The one way by which external records reach the domain tables. Needs `SyncedEntityModule`. */
@Global()
@Module({ providers: [Ingestor], exports: [Ingestor] })
export class IngestModule {}
