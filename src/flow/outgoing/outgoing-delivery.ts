import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '../../kernel/app-error.js';
import {
  type RunnableSource,
  SourceError,
  type SourceRecord,
} from '../external-source/external-source.public.js';
import { SyncedEntities } from '../synced-entity/synced-entity.public.js';
import { type Delivery, DeliveryEndings, type DeliveryOutcome } from './delivery-endings.js';
import { deliveryReactionTo } from './delivery-reaction.js';
import { DeliveryRecords } from './delivery-records.js';
import type { ClaimedChange, WireFields } from './outgoing-change.js';
import { OUTGOING_SETTINGS, type OutgoingSettings } from './outgoing-settings.js';
import { disobeyed, reconcile, toFieldValues } from './reconcile.js';

/**
 * Delivers one change to its vendor: ask what it has, decide, send, store its answer. Asking first makes a lost
 * answer harmless, finds what the vendor changed meanwhile, and is the same on the first attempt and on the tenth.
 */
@Injectable()
export class OutgoingDelivery {
  constructor(
    private readonly entities: SyncedEntities,
    private readonly records: DeliveryRecords,
    private readonly endings: DeliveryEndings,
    @Inject(OUTGOING_SETTINGS) private readonly settings: OutgoingSettings,
  ) {}

  /**
   * The claim must be held. Throws the signal's reason after an abort, and an `AppError` when PostgreSQL is away: in
   * both cases the change is still claimed.
   */
  async deliver(
    source: RunnableSource,
    change: ClaimedChange,
    signal: AbortSignal,
  ): Promise<DeliveryOutcome> {
    const delivery = { source, entity: this.entities.get(change.entity), change, signal };
    for (let hasRefreshed = false; ; hasRefreshed = true) {
      try {
        return await this.attempt(delivery);
      } catch (error) {
        signal.throwIfAborted();
        const outcome = await this.react(delivery, asSourceError(error), hasRefreshed);
        if (outcome !== 'again') {
          return outcome;
        }
      }
    }
  }

  private async attempt(delivery: Delivery): Promise<DeliveryOutcome> {
    const { entity, change } = delivery;
    const wanted = await this.records.stillWanted(entity, change);
    if (Object.keys(wanted).length === 0) {
      return this.endings.stop(delivery, 'withdraw', TAKEN_BACK);
    }
    const found = await this.read(delivery);
    const sides = { wanted, base: change.base, found: found?.fields ?? null };
    const { send, conflicts } = reconcile(entity, sides);
    if (conflicts.some(({ kept }) => kept === 'undecided')) {
      return this.endings.stop(delivery, 'disagree', UNDECIDED, conflicts);
    }
    const lost = conflicts.filter(({ kept }) => kept === 'theirs').map(({ field }) => field);
    if (send === null && found !== null) {
      return this.endings.settle(delivery, { record: found, fields: without(wanted, lost), lost, conflicts });
    }
    const sent = send ?? wanted;
    const record = await this.send(delivery, sent);
    const ignored = disobeyed(entity, sent, record.fields);
    return ignored.length > 0
      ? this.endings.stop(delivery, 'disagree', DISOBEYED, [...conflicts, ...ignored])
      : this.endings.settle(delivery, { record, fields: sent, lost, conflicts });
  }

  /** Null when the connector cannot ask. A vendor that no longer has the record takes no change of it. */
  private async read({ source, change, signal }: Delivery): Promise<SourceRecord | null> {
    const { connector } = source;
    if (connector.read === undefined) {
      return null;
    }
    const payload = await connector.read(change.entity, change.externalId, signal);
    if (payload === null) {
      throw new SourceError('rejected', 'The vendor no longer has this record');
    }
    return this.records.understand(source, change, payload);
  }

  private async send(
    { source, entity, change, signal }: Delivery,
    fields: WireFields,
  ): Promise<SourceRecord> {
    const write = {
      entity: change.entity,
      externalId: change.externalId,
      operation: 'update',
      fields: toFieldValues(entity, fields),
    } as const;
    const payload = await source.connector.apply?.(write, keyOf(change, fields), signal);
    return this.records.understand(source, change, payload);
  }

  private async react(
    delivery: Delivery,
    error: SourceError,
    hasRefreshed: boolean,
  ): Promise<DeliveryOutcome | 'again'> {
    const { attempts } = delivery.change;
    const fault = { kind: error.kind, message: error.message };
    const reaction = deliveryReactionTo(error, { attempts, hasRefreshed }, this.settings);
    switch (reaction.do) {
      case 'refresh-credentials': {
        const isFresh = await delivery.source.connector.refreshCredentials?.(delivery.signal);
        return isFresh === true ? 'again' : this.react(delivery, error, true);
      }
      case 'disagree':
      case 'refuse':
        return this.endings.stop(delivery, reaction.do, fault);
      case 'postpone':
        return this.endings.postpone(delivery, reaction, fault);
    }
  }
}

const TAKEN_BACK = { kind: 'withdrawn', message: 'The edit was taken back before it was delivered.' };
const UNDECIDED = {
  kind: 'conflict',
  message: 'The vendor has changed the same field. Retry to send ours, or discard.',
};
const DISOBEYED = { kind: 'conflict', message: 'The vendor accepted the change and kept another value.' };

/** The same key, the same request: a request with fewer fields than the edit has another one. */
function keyOf(change: ClaimedChange, sent: WireFields): string {
  const names = Object.keys(sent).sort();
  return names.length === Object.keys(change.fields).length
    ? change.idempotencyKey
    : `${change.idempotencyKey}/${names.join('+')}`;
}

function without(fields: WireFields, names: readonly string[]): WireFields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

/** A fault of PostgreSQL passes as it is: it is not the vendor's. */
function asSourceError(error: unknown): SourceError {
  if (error instanceof AppError) {
    throw error;
  }
  return error instanceof SourceError
    ? error
    : new SourceError('unexpected', 'The delivery met an error of the program', { cause: error });
}
