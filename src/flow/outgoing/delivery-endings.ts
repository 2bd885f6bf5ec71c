import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { RunnableSource, SourceRecord } from '../external-source/external-source.public.js';
import type { SyncedEntity } from '../synced-entity/synced-entity.public.js';
import { DeliveryRecords } from './delivery-records.js';
import type { DeliveryReaction } from './delivery-reaction.js';
import type { ClaimedChange, OutgoingConflict, WireFields } from './outgoing-change.js';
import { type DeliveryFault, type Ending, OutgoingClaims } from './outgoing-claims.repository.js';
import { OutgoingRests } from './outgoing-rests.repository.js';

/** What became of one delivery; `lost`: meanwhile the change was no longer this worker's. */
export type DeliveryOutcome = 'applied' | 'discarded' | 'conflicted' | 'rejected' | 'postponed' | 'lost';

/** One change on its way. */
export interface Delivery {
  readonly source: RunnableSource;
  readonly entity: SyncedEntity;
  readonly change: ClaimedChange;
  readonly signal: AbortSignal;
}

/** The vendor's record after the delivery, and what of the change is in it. */
export interface Delivered {
  readonly record: SourceRecord;
  /** Fields that the vendor has as the person set them. */
  readonly fields: WireFields;
  /** Fields in which the vendor's value stays. */
  readonly lost: readonly string[];
  readonly conflicts: readonly OutgoingConflict[];
}

const OUTCOMES = { withdraw: 'discarded', disagree: 'conflicted', refuse: 'rejected' } as const;

/** Writes down how deliveries end. */
@Injectable()
export class DeliveryEndings {
  constructor(
    private readonly database: Database,
    private readonly claims: OutgoingClaims,
    private readonly rests: OutgoingRests,
    private readonly records: DeliveryRecords,
  ) {}

  /**
   * The vendor has what it is to have. Its record is stored in the same transaction; the overrides of the edit may go
   * when no listing can be older.
   */
  async settle({ source, entity, change }: Delivery, delivered: Delivered): Promise<DeliveryOutcome> {
    const isAnyDelivered = Object.keys(delivered.fields).length > 0;
    const ending: Ending = isAnyDelivered
      ? {
          event: 'confirm',
          conflicts: delivered.conflicts,
          listingLagMs: source.connector.listingLagMs ?? 0,
        }
      : {
          event: 'withdraw',
          conflicts: delivered.conflicts,
          fault: { kind: 'conflict', message: 'The vendor has changed the same field, and its value stays.' },
        };
    const isOurs = await this.database.transaction(async (tx) => {
      await this.records.lock(tx, entity, change);
      const isEnded = await this.claims.end(tx, change, ending);
      if (isEnded) {
        await this.records.store(tx, entity, change, delivered);
        await this.claims.rebase(tx, change, delivered.fields);
        await this.rests.end(tx, change.sourceKey);
      }
      return isEnded;
    });
    if (!isOurs) {
      return 'lost';
    }
    return isAnyDelivered ? 'applied' : 'discarded';
  }

  /** It ends without having been delivered. */
  async stop(
    { change }: Delivery,
    event: keyof typeof OUTCOMES,
    fault: DeliveryFault,
    conflicts: readonly OutgoingConflict[] = [],
  ): Promise<DeliveryOutcome> {
    const isOurs = await this.claims.end(this.database, change, { event, fault, conflicts });
    return isOurs ? OUTCOMES[event] : 'lost';
  }

  /** It is tried later, and perhaps the vendor is left alone until then. */
  async postpone(
    { change }: Delivery,
    later: Extract<DeliveryReaction, { do: 'postpone' }>,
    fault: DeliveryFault,
  ): Promise<DeliveryOutcome> {
    await this.claims.postpone(change, { ...later, fault });
    await this.rests.begin(change.sourceKey, later.rests, later.delayMs);
    return 'postponed';
  }
}
