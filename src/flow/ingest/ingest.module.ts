import { Global, Module } from '@nestjs/common';
import { Ingestor } from './ingestor.js';
import { RecordMatchers } from './record-matcher.js';

/** The one way by which external records reach the domain tables. Needs `SyncedEntityModule`. */
@Global()
@Module({ providers: [Ingestor, RecordMatchers], exports: [Ingestor, RecordMatchers] })
export class IngestModule {}
