import { Module } from '@nestjs/common';
import { ChangeLogModule } from '../change-log/change-log.module.js';
import { OutgoingQueueModule } from '../outgoing/outgoing-queue.module.js';
import { ChangeApplier } from './change-applier.js';
import { ClientTicks } from './client-ticks.js';
import { PendingApplier } from './pending-applier.js';
import { PendingPushes } from './pending-pushes.js';
import { PushConflicts } from './push-conflicts.repository.js';
import { PushReapplier } from './push-reapplier.js';
import { PushRetention } from './push-retention.js';
import { PushService } from './push-service.js';
import { RecordDesk } from './record-desk.js';
import { RecordEditor } from './record-editor.js';
import { PushRecordEditor } from './record-editor.service.js';

/** Applies what clients and people change (SYNC-PROTOCOL §5, requirement S3). */
@Module({
  imports: [ChangeLogModule, OutgoingQueueModule],
  providers: [
    PushService,
    ChangeApplier,
    ClientTicks,
    PendingApplier,
    PendingPushes,
    PushConflicts,
    PushReapplier,
    PushRetention,
    RecordDesk,
    { provide: RecordEditor, useClass: PushRecordEditor },
  ],
  exports: [PendingPushes, PushConflicts, PushService, RecordDesk],
})
export class PushModule {}
