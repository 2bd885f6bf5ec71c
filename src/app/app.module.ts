import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { ConfigModule } from '../config/config.module.js';
import { type Environment, runsSchedules } from '../config/environment.js';
import { AltegioModule } from '../connectors/altegio/altegio.module.js';
import { ExnessModule } from '../connectors/exness/exness.module.js';
import { StratteraModule } from '../connectors/strattera/strattera.module.js';
import { WisproModule } from '../connectors/wispro/wispro.module.js';
import { DatabaseModule } from '../database/database.module.js';
import { ChangeLogModule } from '../flow/change-log/change-log.module.js';
import { ExternalSourceModule } from '../flow/external-source/external-source.module.js';
import { SOURCE_RUNS } from '../flow/external-source/external-source.public.js';
import { IngestModule } from '../flow/ingest/ingest.module.js';
import { JobsModule } from '../flow/jobs/jobs.module.js';
import { OutgoingModule } from '../flow/outgoing/outgoing.module.js';
import { PullModule } from '../flow/pull/pull.module.js';
import { PushModule } from '../flow/push/push.module.js';
import { SyncedEntityModule } from '../flow/synced-entity/synced-entity.module.js';
import type { Clock } from '../kernel/clock.js';
import { AppointmentsModule } from '../modules/appointments/appointments.module.js';
import { AuthModule } from '../modules/auth/auth.module.js';
import { ClientsModule } from '../modules/clients/clients.module.js';
import { CrmSyncModule } from '../modules/crm-sync/crm-sync.module.js';
import { SyncModule } from '../modules/crm-sync/sync/sync.module.js';
import { OrdersModule } from '../modules/orders/orders.module.js';
import { ProductsModule } from '../modules/products/products.module.js';
import { QueueModule } from '../modules/queue/queue.module.js';
import { WisproSubscribersModule } from '../modules/wispro/wispro.module.js';
import { HealthController } from './health/health.controller.js';
import { ReadinessCheck } from './health/readiness.js';
import { ShutdownState } from './http/shutdown-state.js';
import { AppMetrics } from './metrics/app-metrics.js';
import { MetricsController } from './metrics/metrics.controller.js';

/** What the composition root makes before Nest starts, because the HTTP server needs it too. */
export interface AppParts {
  readonly clock: Clock;
  readonly shutdown: ShutdownState;
  readonly metrics: AppMetrics;
  /** False: the process takes no job unless it is told to, as a command. Default: every role but `api` takes them. */
  readonly takesJobs?: boolean;
}

/** The whole product, put together: the only place that knows every module (DESIGN §2). */
@Module({})
export class AppModule {
  /** Throws when `DATABASE_URL` is absent: whoever starts the process has put the embedded server's there. */
  static forRoot(environment: Environment, parts: AppParts, more: readonly Type[] = []): DynamicModule {
    if (environment.DATABASE_URL === undefined) {
      throw new Error('DATABASE_URL: must be known before the application is composed');
    }
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(environment, parts.clock),
        DatabaseModule.forRoot({ url: environment.DATABASE_URL, poolSize: environment.DATABASE_POOL_SIZE }),
        SyncedEntityModule,
        ChangeLogModule,
        IngestModule,
        PullModule,
        PushModule,
        OutgoingModule.forRoot(),
        JobsModule.forRoot([SOURCE_RUNS], {
          redisUrl: environment.REDIS_URL ?? null,
          isInline: environment.QUEUE_MODE === 'inline',
          isWorker: parts.takesJobs ?? environment.ROLE !== 'api',
        }),
        ExternalSourceModule.forRoot({
          isScheduler: runsSchedules(environment),
          handsRunsOn: environment.ROLE === 'api' && environment.QUEUE_MODE !== 'inline',
        }),
        AuthModule,
        AppointmentsModule,
        OrdersModule,
        ProductsModule,
        AltegioModule,
        StratteraModule,
        ClientsModule,
        ExnessModule,
        WisproSubscribersModule,
        WisproModule,
        CrmSyncModule,
        SyncModule,
        QueueModule,
        // Always: jobs that only the scheduler may do ask the environment, those of every process (devices) do not.
        ScheduleModule.forRoot(),
        ...more,
      ],
      controllers: [HealthController, MetricsController],
      providers: [
        ReadinessCheck,
        { provide: ShutdownState, useValue: parts.shutdown },
        { provide: AppMetrics, useValue: parts.metrics },
      ],
    };
  }
}
