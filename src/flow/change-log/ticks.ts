import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { AppError } from '../../kernel/app-error.js';
import { Generations } from './generations.js';
import { SharedWork } from './shared-work.js';
import { type Tick, type TickRow, tickOf } from './tick.js';

const CACHED_TICKS_MAX = 10_000;
/** Older ticks are looked up: retention, perhaps of another process, may have forgotten them. */
const TRUSTED_FOR_MS = 3_600_000;

interface LookupRow {
  readonly present_gen: number;
  readonly started_at: string;
  readonly expired_before: string;
  readonly thinned_before: string;
  readonly id: string | null;
  readonly gen: number | null;
  readonly snapshot: string | null;
  readonly floor_id: string | null;
  readonly floor_snapshot: string | null;
}

/**
 * Takes and finds ticks. A tick is taken on the primary, under an advisory lock, and is committed
 * before it is answered; an idle database reuses the newest one and writes nothing (rule 3).
 */
@Injectable()
export class Ticks {
  private readonly known = new Map<number, Tick>();
  private readonly taking: SharedWork<Tick>;
  private isLineageChecked = false;

  constructor(
    private readonly database: Database,
    private readonly generations: Generations,
  ) {
    this.taking = new SharedWork(() => this.takeAlone());
    database.onConnect(() => {
      this.isLineageChecked = false;
      this.known.clear();
    });
  }

  /**
   * A tick in which everything is visible that was committed before the call. Callers of this process
   * share the tick that is started after they asked.
   */
  take(): Promise<Tick> {
    return this.taking.run();
  }

  /**
   * The tick that a client's cursor stands for (rule 6, 7). A number is a tick's id; a `Date` is floored
   * to the newest tick at or before it. Throws the 410 that says why a cursor cannot be continued.
   */
  async resolve(since: number | Date, present: Tick): Promise<Tick> {
    const id = since instanceof Date ? since.getTime() : since;
    const cached = this.known.get(id);
    if (cached?.gen === present.gen && present.id - id < TRUSTED_FOR_MS) {
      return cached;
    }
    const [row] = await this.database.query<LookupRow>(LOOK_UP, [id], 'tick-look-up');
    if (row === undefined) {
      throw new Error('No generation of the change log exists');
    }
    const tick = decide(row, id, since instanceof Date);
    if (isBeyond(tick, present)) {
      throw gone('CURSOR_UNKNOWN', 'This cursor was not given by this database.');
    }
    this.remember(tick);
    return tick;
  }

  /** As {@link resolve}, with null for a cursor that cannot be continued. */
  async find(since: number | Date, present: Tick): Promise<Tick | null> {
    try {
      return await this.resolve(since, present);
    } catch (error) {
      if (error instanceof AppError && error.status === 410) {
        return null;
      }
      throw error;
    }
  }

  private async takeAlone(): Promise<Tick> {
    if (!this.isLineageChecked) {
      // Before the check: a connection that is made meanwhile asks for another one.
      this.isLineageChecked = true;
      await this.generations.ensure().catch((error: unknown) => {
        this.isLineageChecked = false;
        throw error;
      });
    }
    const [row] = await this.database.query<TickRow>(
      'SELECT id, gen, snapshot::text AS snapshot FROM sync_take_tick()',
      [],
      'tick-take',
    );
    if (row === undefined) {
      throw new Error('sync_take_tick() answered nothing');
    }
    const tick = tickOf(row);
    this.remember(tick);
    return tick;
  }

  private remember(tick: Tick): void {
    this.known.set(tick.id, tick);
    if (this.known.size > CACHED_TICKS_MAX) {
      const [oldest] = this.known.keys();
      this.known.delete(oldest ?? tick.id);
    }
  }
}

/** A tick that knows more than the present one: it was taken on a server that is gone. */
function isBeyond(tick: Tick, present: Tick): boolean {
  return BigInt(tick.snapshot.xmax) > BigInt(present.snapshot.xmax);
}

/** Pure: which tick, or which 410. */
function decide(row: LookupRow, id: number, isInstant: boolean): Tick {
  if (row.id !== null && row.gen !== null && row.snapshot !== null) {
    if (row.gen !== row.present_gen) {
      throw gone('GENERATION_CHANGED', 'The database was restored or moved since this cursor was given.');
    }
    return tickOf({ id: row.id, gen: row.gen, snapshot: row.snapshot });
  }
  const mayBeFloored = isInstant || id <= Number(row.thinned_before);
  if (mayBeFloored && row.floor_id !== null && row.floor_snapshot !== null) {
    return tickOf({ id: row.floor_id, gen: row.present_gen, snapshot: row.floor_snapshot });
  }
  if (id <= Number(row.expired_before)) {
    throw gone('CURSOR_EXPIRED', 'This cursor is older than the changes that are kept.');
  }
  if (row.present_gen > 1 && id < Number(row.started_at)) {
    throw gone('GENERATION_CHANGED', 'The database was restored or moved since this cursor was given.');
  }
  throw gone('CURSOR_UNKNOWN', 'This cursor was not given by this database.');
}

/** The answer that tells a client to start over, keeping what it has not sent yet. */
export function gone(
  code: 'CURSOR_EXPIRED' | 'CURSOR_UNKNOWN' | 'GENERATION_CHANGED',
  sentence: string,
): AppError {
  return new AppError(code, `${sentence} Read /api/sync/initial again and keep your unsent edits.`, {
    extra: { strategy: 'replacement' },
  });
}

const LOOK_UP = `
  SELECT g.gen AS present_gen, floor(extract(epoch FROM g.started_at) * 1000)::bigint AS started_at,
         g.expired_before, g.thinned_before,
         t.id, t.gen, t.snapshot::text AS snapshot,
         f.id AS floor_id, f.snapshot::text AS floor_snapshot
  FROM (SELECT * FROM sync_generation ORDER BY gen DESC LIMIT 1) AS g
  LEFT JOIN sync_tick AS t ON t.id = $1
  LEFT JOIN LATERAL (
    SELECT id, snapshot FROM sync_tick WHERE id <= $1 AND gen = g.gen ORDER BY id DESC LIMIT 1
  ) AS f ON t.id IS NULL
`;
