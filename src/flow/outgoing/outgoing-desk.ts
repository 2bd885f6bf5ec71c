import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { Sql } from '../../database/sql.js';
import { AppError } from '../../kernel/app-error.js';
import type { OutgoingChange, OutgoingCounts, OutgoingStateCounts } from './outgoing-change.js';
import { OUTGOING_STEPS, type OutgoingEvent } from './outgoing-change.state.js';
import { OutgoingChanges, type OutgoingFilter } from './outgoing-changes.repository.js';
import { OutgoingRests } from './outgoing-rests.repository.js';
import { type DeliveryReport, OutgoingWorker } from './outgoing-worker.js';

/** What a person may see of the outgoing queue and do about it, over REST and on the command line. */
@Injectable()
export class OutgoingDesk {
  constructor(
    private readonly database: Database,
    private readonly changes: OutgoingChanges,
    private readonly rests: OutgoingRests,
    private readonly worker: OutgoingWorker,
  ) {}

  counts(): Promise<OutgoingCounts> {
    return this.changes.counts();
  }

  countStates(filter: OutgoingFilter): Promise<OutgoingStateCounts> {
    return this.changes.countStates(filter);
  }

  /** Newest first, with the number of all. */
  list(
    filter: OutgoingFilter,
    limit: number,
    offset: number,
  ): Promise<{ changes: OutgoingChange[]; total: number }> {
    return this.changes.list(filter, limit, offset);
  }

  /** Throws `NOT_FOUND`, also for what is no id. */
  async get(id: string): Promise<OutgoingChange> {
    const change = isId(id) ? await this.changes.find(id) : null;
    if (change === null) {
      throw notFound();
    }
    return change;
  }

  /**
   * Delivers a change again, with all its attempts and at once; on a conflict ours is sent. Answers it as it is then.
   * Throws `NOT_FOUND`, and `CONFLICT` when it is at the vendor, discarded, or overtaken by a later one.
   */
  retry(id: string): Promise<OutgoingChange> {
    return this.settle(id, 'retry', async (tx, change) => {
      if (await this.changes.isOvertaken(tx, change)) {
        throw new AppError('CONFLICT', 'A later change of the same field has overtaken it. Discard it.');
      }
      await this.changes.retry(tx, change);
      await this.rests.end(tx, change.sourceKey);
    });
  }

  /**
   * Delivers again what was given up, as {@link retry} does: after a vendor's long trouble, or when its refusals had one
   * cause that is gone. Answers how many; what a later change has overtaken stays, and a conflict is for a person.
   */
  retryRejected(): Promise<number> {
    return this.database.transaction(async (tx) => {
      const sources = await this.changes.retryRejected(tx);
      for (const sourceKey of [...new Set(sources)].sort()) {
        await this.rests.end(tx, sourceKey);
      }
      return sources.length;
    });
  }

  /**
   * Takes a change off the queue. What the person set stays here as an override, until that is released. Throws
   * `NOT_FOUND`, and `CONFLICT` when it is at the vendor or on its way there.
   */
  discard(id: string): Promise<OutgoingChange> {
    return this.settle(id, 'discard', (tx, change) => this.changes.discard(tx, change));
  }

  /** Delivers what is due, here and now, whatever the process is for. Answers what became of it. */
  deliverDue(): Promise<DeliveryReport> {
    return this.worker.run();
  }

  private async settle(
    id: string,
    event: OutgoingEvent,
    work: (tx: Sql, change: OutgoingChange) => Promise<void>,
  ): Promise<OutgoingChange> {
    await this.get(id);
    return this.database.transaction(async (tx) => {
      const change = await this.changes.findForUpdate(tx, id);
      if (change === null) {
        throw notFound();
      }
      if (OUTGOING_STEPS[change.state][event] === null) {
        throw new AppError('CONFLICT', `A change that is ${change.state} cannot be ${PAST[event] ?? event}.`);
      }
      await work(tx, change);
      return (await this.changes.find(id, tx)) ?? change;
    });
  }
}

const PAST: Partial<Record<OutgoingEvent, string>> = { retry: 'retried', discard: 'discarded' };

function isId(text: string): boolean {
  return /^\d{1,18}$/.test(text);
}

function notFound(): AppError {
  return new AppError('NOT_FOUND', 'There is no such outgoing change.');
}
