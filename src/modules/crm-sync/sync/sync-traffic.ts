import { Injectable } from '@nestjs/common';
import { SourceStatuses } from '../../../flow/external-source/external-source.public.js';
import { OutgoingDesk } from '../../../flow/outgoing/outgoing.public.js';
import { OpenWriters } from '../../../flow/pull/pull.public.js';
import { type PendingCounts, PendingPushes } from '../../../flow/push/push.public.js';

/** What is on its way into and through the system, for /api/sync/status. */
@Injectable()
export class SyncTraffic {
  constructor(
    private readonly statuses: SourceStatuses,
    private readonly pendingPushes: PendingPushes,
    private readonly deliveries: OutgoingDesk,
    private readonly writers: OpenWriters,
  ) {}

  async sources(): Promise<object[]> {
    return [...(await this.statuses.list())];
  }

  /**
   * Changes that are on their way: pushes that wait for their records or were rejected, of one user or of everybody;
   * for everybody also those that wait for their vendor or for a person (S6).
   */
  async outgoing(userId: string | null): Promise<PendingCounts> {
    const pushes = await this.pendingPushes.count(userId);
    if (userId !== null) {
      return pushes;
    }
    const deliveries = await this.deliveries.counts();
    return {
      queued: pushes.queued + deliveries.queued,
      applying: pushes.applying + deliveries.applying,
      rejected: pushes.rejected + deliveries.rejected,
      conflicted: pushes.conflicted + deliveries.conflicted,
      oldestQueuedAt: earliest(pushes.oldestQueuedAt, deliveries.oldestQueuedAt),
    };
  }

  oldestOpenWriter(): Promise<object> {
    return this.writers.findOldest();
  }
}

function earliest(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}
