import { Injectable } from '@nestjs/common';
import type { Sql } from '../../database/sql.js';
import { Clock } from '../../kernel/clock.js';
import type { Principal } from '../../kernel/principal.js';
import { PayloadSeal } from '../external-source/external-source.public.js';
import { OutgoingEdits } from '../outgoing/outgoing.public.js';
import { SyncedEntities } from '../synced-entity/synced-entity.public.js';
import { applyChanges, type ApplyScope } from './apply-changes.js';
import type { Outcome } from './outcome.js';
import type { Change } from './change.js';
import { RejectedPushes } from './rejected-pushes.js';

/** What a caller says; the rest is the same for all. */
export type ApplyWork = Omit<ApplyScope, 'entities' | 'outgoing' | 'now'>;

/** Applies changes inside the caller's transaction, whoever sends them: a device, a REST route, a retry. */
@Injectable()
export class ChangeApplier {
  constructor(
    private readonly entities: SyncedEntities,
    private readonly outgoing: OutgoingEdits,
    private readonly clock: Clock,
    private readonly seal: PayloadSeal,
  ) {}

  apply(work: ApplyWork, changes: readonly Change[]): Promise<Outcome[]> {
    const { entities, outgoing } = this;
    return applyChanges({ ...work, entities, outgoing, now: this.clock.now() }, changes);
  }

  /** Where what is refused of a device's changes is kept. `hasOpen`: entries of the device may be open. */
  rejections(tx: Sql, deviceId: string | null, principal: Principal, hasOpen: boolean): RejectedPushes {
    return new RejectedPushes(tx, this.seal, { deviceId, principal, hasOpen });
  }
}
