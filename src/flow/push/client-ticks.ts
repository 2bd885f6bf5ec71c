import { Injectable } from '@nestjs/common';
import { Ticks } from '../change-log/change-log.public.js';

/** What a client had seen when it made its edits. */
export interface SeenTick {
  /** The cursor that it named; null: it says nothing. */
  readonly id: number | null;
  /** It named a cursor that is no longer known: it has missed changes, deletions among them. */
  readonly isLost: boolean;
  /** Its `pg_snapshot`; null: no conflict can be found. */
  readonly snapshot: string | null;
}

/** A snapshot in which nothing is visible: everything that others did counts as unseen. */
const NOTHING_SEEN = '3:3:';

/**
 * Finds the tick of a push. Unlike a pull, a push with a cursor that cannot be continued is accepted: its
 * edits must not be lost, and all that others changed counts as not seen by it.
 */
@Injectable()
export class ClientTicks {
  constructor(private readonly ticks: Ticks) {}

  async find(lastPulledAt: number | Date | null): Promise<SeenTick> {
    if (lastPulledAt === null) {
      return { id: null, isLost: false, snapshot: null };
    }
    const id = lastPulledAt instanceof Date ? lastPulledAt.getTime() : lastPulledAt;
    const tick = await this.ticks.find(lastPulledAt, await this.ticks.take());
    return { id, isLost: tick === null, snapshot: tick?.snapshot.text ?? NOTHING_SEEN };
  }
}
