import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { OutgoingEdits } from '../outgoing/outgoing.public.js';
import { SyncedEntities } from '../synced-entity/synced-entity.public.js';
import { applyChanges, type ApplyScope } from './apply-changes.js';
import type { Outcome } from './outcome.js';
import type { Change } from './change.js';

/** What a caller says; the rest is the same for all. */
export type ApplyWork = Omit<ApplyScope, 'entities' | 'outgoing' | 'now'>;

/** Applies changes inside the caller's transaction, whoever sends them: a device, a REST route, a retry. */
@Injectable()
export class ChangeApplier {
  constructor(
    private readonly entities: SyncedEntities,
    private readonly outgoing: OutgoingEdits,
    private readonly clock: Clock,
  ) {}

  apply(work: ApplyWork, changes: readonly Change[]): Promise<Outcome[]> {
    const { entities, outgoing } = this;
    return applyChanges({ ...work, entities, outgoing, now: this.clock.now() }, changes);
  }
}
