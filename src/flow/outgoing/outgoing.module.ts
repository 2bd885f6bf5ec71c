import { type DynamicModule, Module } from '@nestjs/common';
import { OutgoingController } from './api/outgoing.controller.js';
import { DeliveryEndings } from './delivery-endings.js';
import { DeliveryLane } from './delivery-lane.js';
import { DeliveryRecords } from './delivery-records.js';
import { OutgoingChanges } from './outgoing-changes.repository.js';
import { OutgoingClaims } from './outgoing-claims.repository.js';
import { OutgoingDelivery } from './outgoing-delivery.js';
import { OutgoingDesk } from './outgoing-desk.js';
import { OutgoingReleases } from './outgoing-releases.js';
import { OutgoingRests } from './outgoing-rests.repository.js';
import { OutgoingRetention } from './outgoing-retention.js';
import { OUTGOING_DEFAULTS, OUTGOING_SETTINGS, type OutgoingSettings } from './outgoing-settings.js';
import { OutgoingWorker } from './outgoing-worker.js';

/**
 * Brings people's edits back to the vendors that the records came from (S6, DESIGN §6). Needs `DatabaseModule`,
 * `ConfigModule`, `SyncedEntityModule`, `IngestModule` and the external-source module.
 */
@Module({})
export class OutgoingModule {
  /** Once, in the composition root. */
  static forRoot(settings: Partial<OutgoingSettings> = {}): DynamicModule {
    return {
      module: OutgoingModule,
      global: true,
      controllers: [OutgoingController],
      providers: [
        { provide: OUTGOING_SETTINGS, useValue: { ...OUTGOING_DEFAULTS, ...settings } },
        ...[OutgoingChanges, OutgoingClaims, OutgoingRests, OutgoingReleases, OutgoingRetention],
        ...[DeliveryRecords, DeliveryEndings, OutgoingDelivery, DeliveryLane, OutgoingWorker, OutgoingDesk],
      ],
      exports: [OutgoingDesk],
    };
  }
}
