import { type DynamicModule, Module } from '@nestjs/common';
import { ManualRuns } from './api/manual-runs.js';
import { QuarantineController } from './api/quarantine.controller.js';
import { RunsDesk } from './api/runs-desk.js';
import { RunsController } from './api/runs.controller.js';
import { SourcesController } from './api/sources.controller.js';
import { SourcesDesk } from './api/sources-desk.js';
import {
  EXTERNAL_SOURCE_DEFAULTS,
  EXTERNAL_SOURCE_SETTINGS,
  type ExternalSourceSettings,
} from './external-source-settings.js';
import { SourceHttpFactory } from './http/source-http.factory.js';
import { SourcePace } from './pace/source-pace.js';
import { SourceTraffic } from './pace/source-traffic.js';
import { PayloadSeal } from './quarantine/payload-seal.js';
import { QuarantineBatches } from './quarantine/quarantine-batches.js';
import { QuarantineDesk } from './quarantine/quarantine-desk.js';
import { QuarantineReappliers } from './quarantine/quarantine-reappliers.js';
import { QuarantineReasons } from './quarantine/quarantine-reasons.js';
import { Quarantine } from './quarantine/quarantine.js';
import { RecordReapplier } from './quarantine/record-reapplier.js';
import { Listings } from './run/listings.repository.js';
import { PageWriter } from './run/page-writer.js';
import { Rehearsals } from './run/rehearsals.js';
import { RunLogs } from './run/run-log.js';
import { RunOverview } from './run/run-overview.js';
import { RunQueue } from './run/run-queue.js';
import { RunServices, RunStores } from './run/run-services.js';
import { RunWorker } from './run/run-worker.js';
import { SourceLocks } from './run/source-lock.js';
import { RunSuccession } from './run/run-succession.js';
import { SourceRunProcessor } from './run/source-run.processor.js';
import { SourceRunRetention } from './run/source-run-retention.js';
import { SourceRunner } from './run/source-runner.js';
import { SourceRuns } from './run/source-runs.repository.js';
import { Sweeper } from './run/sweeper.js';
import { ScheduleTicker } from './schedule/schedule-ticker.js';
import { SourceSchedules } from './schedule/source-schedules.repository.js';
import { SourceStatuses } from './source-statuses.js';
import { LastSeen } from './last-seen.js';
import { Sources } from './sources.js';

/**
 * Everything between a connector and the tables. Needs `DatabaseModule`, `ConfigModule`, `IngestModule` and
 * `SyncedEntityModule`. Connectors inject `Sources` and register; this module knows none of them.
 */
@Module({})
export class ExternalSourceModule {
  /** Once, in the composition root. */
  static forRoot(settings: Partial<ExternalSourceSettings> = {}): DynamicModule {
    return {
      module: ExternalSourceModule,
      global: true,
      controllers: [SourcesController, RunsController, QuarantineController],
      providers: [
        { provide: EXTERNAL_SOURCE_SETTINGS, useValue: { ...EXTERNAL_SOURCE_DEFAULTS, ...settings } },
        ...[
          Sources,
          SourceStatuses,
          LastSeen,
          SourcesDesk,
          RunsDesk,
          ManualRuns,
          SourceHttpFactory,
          SourcePace,
          SourceTraffic,
        ],
        ...[
          SourceRunner,
          RunWorker,
          RunQueue,
          RunSuccession,
          SourceRunProcessor,
          RunServices,
          RunStores,
          RunLogs,
          RunOverview,
          Rehearsals,
          SourceRuns,
          SourceRunRetention,
          SourceLocks,
          PageWriter,
          Listings,
          Sweeper,
        ],
        ...[SourceSchedules, ScheduleTicker],
        ...[Quarantine, QuarantineReasons, PayloadSeal, QuarantineReappliers, RecordReapplier],
        ...[QuarantineDesk, QuarantineBatches],
      ],
      exports: [
        Sources,
        SourceRunner,
        ManualRuns,
        SourceStatuses,
        LastSeen,
        SourceHttpFactory,
        SourcePace,
        Quarantine,
        PayloadSeal,
        QuarantineReappliers,
      ],
    };
  }
}
