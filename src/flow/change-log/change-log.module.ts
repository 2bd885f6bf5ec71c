import { Module } from '@nestjs/common';
import { Generations } from './generations.js';
import { RecordHistory } from './record-history.js';
import { Retention } from './retention.js';
import { Ticks } from './ticks.js';

/** The log of every committed change and its cursors (SYNC-PROTOCOL §1). */
@Module({
  providers: [Generations, RecordHistory, Ticks, Retention],
  exports: [RecordHistory, Ticks],
})
export class ChangeLogModule {}
