import { Injectable } from '@nestjs/common';
import { SourceStatuses } from '../../../flow/external-source/external-source.public.js';
import { OpenWriters } from '../../../flow/pull/pull.public.js';
import { type PendingCounts, PendingPushes } from '../../../flow/push/push.public.js';

/** What is on its way into and through the system, for /api/sync/status. */
@Injectable()
export class SyncTraffic {
  constructor(
    private readonly statuses: SourceStatuses,
    private readonly pendingPushes: PendingPushes,
    private readonly writers: OpenWriters,
  ) {}

  async sources(): Promise<object[]> {
    return [...(await this.statuses.list())];
  }

  /** Changes that wait or were rejected, of one user or of everybody. */
  outgoing(userId: string | null): Promise<PendingCounts> {
    return this.pendingPushes.count(userId);
  }

  oldestOpenWriter(): Promise<object> {
    return this.writers.findOldest();
  }
}
