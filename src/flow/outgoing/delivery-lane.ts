import { Inject, Injectable, Logger } from '@nestjs/common';
import type { RunnableSource } from '../external-source/external-source.public.js';
import type { DeliveryOutcome } from './delivery-endings.js';
import type { ClaimedChange } from './outgoing-change.js';
import { OutgoingClaims } from './outgoing-claims.repository.js';
import { OutgoingDelivery } from './outgoing-delivery.js';
import { OutgoingRests } from './outgoing-rests.repository.js';
import { OUTGOING_SETTINGS, type OutgoingSettings } from './outgoing-settings.js';

const CHANGES_A_LOOK_MAX = 100;
/** Heartbeats in a lease: two may be late before a living worker counts as dead. */
const BEATS_A_LEASE = 3;

/** Takes the changes for one vendor, one after the other, and keeps each while it is delivered. */
@Injectable()
export class DeliveryLane {
  private readonly log = new Logger(DeliveryLane.name);

  constructor(
    private readonly claims: OutgoingClaims,
    private readonly delivery: OutgoingDelivery,
    private readonly rests: OutgoingRests,
    @Inject(OUTGOING_SETTINGS) private readonly settings: OutgoingSettings,
  ) {}

  /** Puts back what dead workers have left. */
  async recover(): Promise<void> {
    await this.claims.recover(this.settings.attemptsMax);
  }

  /**
   * Delivers what is due, at most a hundred changes, until `mayGoOn` says no. `signal` cuts what is under way; its
   * change is put back, and the signal's reason thrown.
   */
  async run(
    source: RunnableSource,
    report: Record<DeliveryOutcome, number>,
    mayGoOn: () => boolean,
    signal: AbortSignal,
  ): Promise<void> {
    const { key } = source.manifest;
    for (let count = 0; count < CHANGES_A_LOOK_MAX && mayGoOn(); count += 1) {
      // Nobody should hold a change while a vendor's pause is waited for.
      const isSilent = await this.rests.isSilent(key);
      const change = isSilent ? null : await this.claims.claimNext(key, this.settings.leaseMs);
      if (change === null) {
        return;
      }
      const outcome = await this.deliver(source, change, signal);
      report[outcome] += 1;
      this.log.debug({ msg: 'delivery', source: key, change: change.id, outcome });
    }
  }

  private async deliver(
    source: RunnableSource,
    change: ClaimedChange,
    signal: AbortSignal,
  ): Promise<DeliveryOutcome> {
    const lost = new AbortController();
    const stopBeating = this.beat(change, lost);
    try {
      return await this.delivery.deliver(source, change, AbortSignal.any([signal, lost.signal]));
    } catch (error) {
      if (lost.signal.aborted) {
        return 'lost';
      }
      // Perhaps it has arrived: the next attempt asks the vendor.
      await this.claims.postpone(change, { delayMs: 0, isCounted: false, fault: null });
      throw error;
    } finally {
      stopBeating();
    }
  }

  /** Tells everybody else that the change is in good hands, and this worker when it no longer is. */
  private beat(change: ClaimedChange, lost: AbortController): () => void {
    const timer = setInterval(() => {
      this.claims.extend(change, this.settings.leaseMs).then(
        (isOurs) => {
          if (!isOurs) {
            lost.abort(new Error('Another worker has taken over'));
          }
        },
        // PostgreSQL is away: the end of the delivery finds out.
        () => undefined,
      );
    }, this.settings.leaseMs / BEATS_A_LEASE);
    return () => {
      clearInterval(timer);
    };
  }
}
