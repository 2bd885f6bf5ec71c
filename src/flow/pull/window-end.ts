import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { type Tick, tickOf, type TickRow, windowValues } from '../change-log/change-log.public.js';
import { COUNT_WINDOW, windowParameters } from './window-statement.js';

export interface WindowReader {
  readonly entityNumbers: readonly number[];
  readonly tokens: readonly string[];
  readonly deviceId: string | null;
}

/** `fits`: everything up to the tick goes into one answer. Otherwise the tick is one that is too big by itself. */
export interface WindowEndFound {
  readonly tick: Tick;
  readonly fits: boolean;
}

/**
 * Finds where an answer stops when there is much to send: at the latest tick inside the window up to
 * which everything fits, so that the answer's `timestamp` is a true consistency point.
 */
@Injectable()
export class WindowEnd {
  constructor(private readonly database: Database) {}

  async find(after: Tick, present: Tick, limit: number, reader: WindowReader): Promise<WindowEndFound> {
    const [between] = await this.database.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM sync_tick WHERE id > $1 AND id < $2',
      [after.id, present.id],
    );
    let low = 0; // so many of the ticks in between are known to fit
    let high = between?.count ?? 0; // beyond it none fits
    let best: Tick | null = null;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const tick = await this.tickBetween(after, present, middle - 1);
      if (tick !== null && (await this.count(after, tick, limit + 1, reader)) <= limit) {
        best = tick;
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return best === null
      ? { tick: (await this.tickBetween(after, present, 0)) ?? present, fits: false }
      : { tick: best, fits: true };
  }

  private async tickBetween(after: Tick, present: Tick, index: number): Promise<Tick | null> {
    const [row] = await this.database.query<TickRow>(
      `SELECT id, gen, snapshot::text AS snapshot FROM sync_tick WHERE id > $1 AND id < $2 ORDER BY id OFFSET $3 LIMIT 1`,
      [after.id, present.id, index],
    );
    return row === undefined ? null : tickOf(row);
  }

  private async count(after: Tick, upTo: Tick, limit: number, reader: WindowReader): Promise<number> {
    const parameters = windowParameters({ ...reader, limit, afterEntity: 0, afterId: '' });
    const [row] = await this.database.query<{ count: number }>(COUNT_WINDOW, [
      ...windowValues(after, upTo),
      ...parameters,
    ]);
    return row?.count ?? 0;
  }
}
