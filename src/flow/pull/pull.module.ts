import { Module } from '@nestjs/common';
import { ChangeLogModule } from '../change-log/change-log.module.js';
import { ChangePokes } from './change-pokes.js';
import { DeviceProgress } from './device-progress.js';
import { EntityStatuses } from './entity-statuses.js';
import { IncrementalPull } from './incremental-pull.js';
import { InitialPages } from './initial-pages.js';
import { InitialStream } from './initial-stream.js';
import { LastChanges } from './last-changes.js';
import { MigrationRows } from './migration-rows.js';
import { OpenWriters } from './open-writers.js';
import { PullContract } from './pull-contract.js';
import { Verification } from './verification.js';
import { WindowEnd } from './window-end.js';

/** The reader behind /api/sync (SYNC-PROTOCOL §3, §4, §6). */
@Module({
  imports: [ChangeLogModule],
  providers: [
    ChangePokes,
    DeviceProgress,
    EntityStatuses,
    IncrementalPull,
    InitialPages,
    InitialStream,
    LastChanges,
    MigrationRows,
    OpenWriters,
    PullContract,
    Verification,
    WindowEnd,
  ],
  exports: [
    ChangePokes,
    DeviceProgress,
    EntityStatuses,
    IncrementalPull,
    InitialPages,
    InitialStream,
    OpenWriters,
    PullContract,
    Verification,
  ],
})
export class PullModule {}
