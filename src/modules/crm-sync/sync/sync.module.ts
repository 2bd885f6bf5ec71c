import { Module } from '@nestjs/common';
import { ChangeLogModule } from '../../../flow/change-log/change-log.module.js';
import { DevicesModule } from '../../../flow/devices/devices.module.js';
import { PullModule } from '../../../flow/pull/pull.module.js';
import { PushModule } from '../../../flow/push/push.module.js';
import { SyncConflictsController } from './sync-conflicts.controller.js';
import { SyncDevicesController } from './sync-devices.controller.js';
import { SyncEventsController } from './sync-events.controller.js';
import { SyncPullController } from './sync-pull.controller.js';
import { SyncPushController } from './sync-push.controller.js';
import { SyncStatusController } from './sync-status.controller.js';
import { SyncStatus } from './sync-status.js';
import { SyncTraffic } from './sync-traffic.js';

/** The wire contract of /api/sync/*. Needs the access and external-source modules, which are global. */
@Module({
  imports: [ChangeLogModule, DevicesModule, PullModule, PushModule],
  controllers: [
    SyncPullController,
    SyncPushController,
    SyncStatusController,
    SyncDevicesController,
    SyncConflictsController,
    SyncEventsController,
  ],
  providers: [SyncStatus, SyncTraffic],
})
export class SyncModule {}
