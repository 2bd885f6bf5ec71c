import { SeededRandom } from '../core/seeded-random.js';
import type { VirtualClock } from '../core/virtual-clock.js';
import { listServiceIds } from './altegio.catalogue.js';
import type { AltegioAttendance } from './altegio.payloads.js';
import type { RecordRow } from './altegio.rows.js';
import type { AltegioWorld } from './altegio.world.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What `advanceWorld` did: ids of records, or of clients, in order. */
export interface AltegioProgress {
  /** Lessons that ended, and whether the client came. */
  readonly ended: readonly { readonly id: number; readonly attendance: AltegioAttendance }[];
  /** A lesson of the last days, corrected after it was imported (E13). */
  readonly correctedIds: readonly number[];
  readonly confirmedIds: readonly number[];
  readonly movedIds: readonly number[];
  readonly deletedIds: readonly number[];
  readonly restoredIds: readonly number[];
  readonly insertedIds: readonly number[];
}

type Draft = { -readonly [List in keyof AltegioProgress]: AltegioProgress[List][number][] };

/**
 * Days in the life of the school: in every step an hour of the virtual clock passes, the lessons that ended are marked,
 * and now and then a lesson is booked, confirmed, moved, cancelled, restored or corrected. The same seed and the same
 * number of steps give the same world.
 */
export class AltegioAdvance {
  private random: SeededRandom;

  constructor(
    private readonly world: AltegioWorld,
    private readonly clock: VirtualClock,
    private readonly seed: number,
  ) {
    this.random = new SeededRandom(seed ^ 0x5eed);
  }

  /** Reset the world first. */
  reset(): void {
    this.random = new SeededRandom(this.seed ^ 0x5eed);
  }

  advance(steps: number): AltegioProgress {
    if (!Number.isInteger(steps) || steps < 0 || steps > 5_000) {
      throw new RangeError('The world advances by 0 to 5,000 whole steps.');
    }
    const progress: Draft = {
      ended: [],
      correctedIds: [],
      confirmedIds: [],
      movedIds: [],
      deletedIds: [],
      restoredIds: [],
      insertedIds: [],
    };
    for (let step = 0; step < steps; step += 1) {
      this.clock.advance(HOUR_MS);
      this.markEnded(progress);
      this.changePast(progress);
      this.changeFuture(progress);
    }
    return progress;
  }

  private markEnded({ ended }: Draft): void {
    const nowMs = this.clock.nowMs();
    const justEnded = this.listLessons((row) => {
      const endMs = row.startMs + (row.seanceLength ?? 0) * 1_000;
      return endMs <= nowMs && endMs > nowMs - HOUR_MS && !row.isDeleted;
    });
    for (const { id } of justEnded) {
      const attendance = this.random.pickWeighted<AltegioAttendance>([
        [1, 85],
        [-1, 9],
        [0, 6],
      ]);
      if (attendance !== 0) {
        this.world.patchRecord(id, { attendance });
        ended.push({ id, attendance });
      }
    }
  }

  private changePast({ correctedIds }: Draft): void {
    const nowMs = this.clock.nowMs();
    const came = this.listLessons((row) => row.attendance === 1 && isWithin(row, nowMs - 3 * DAY_MS, nowMs));
    if (this.random.chance(0.1) && came.length > 0) {
      correctedIds.push(this.world.patchRecord(this.random.pick(came).id, { attendance: -1 }).id);
    }
  }

  private changeFuture(progress: Draft): void {
    const nowMs = this.clock.nowMs();
    const ahead = this.listLessons((row) => isWithin(row, nowMs, nowMs + 14 * DAY_MS));
    const booked = ahead.filter(({ isDeleted }) => !isDeleted);
    const cancelled = ahead.filter(({ isDeleted }) => isDeleted);
    if (this.random.chance(0.5) && booked.length > 0) {
      const { id } = this.random.pick(booked);
      progress.confirmedIds.push(this.world.patchRecord(id, { attendance: 2 }).id);
    }
    if (this.random.chance(0.2) && booked.length > 0) {
      progress.movedIds.push(this.move(this.random.pick(booked)));
    }
    if (this.random.chance(0.15) && booked.length > 0) {
      progress.deletedIds.push(this.world.deleteRecord(this.random.pick(booked).id).id);
    }
    if (this.random.chance(0.03) && cancelled.length > 0) {
      progress.restoredIds.push(this.world.restoreRecord(this.random.pick(cancelled).id).id);
    }
    if (this.random.chance(0.5)) {
      progress.insertedIds.push(this.book(nowMs));
    }
  }

  private move({ id, startMs }: Readonly<RecordRow>): number {
    const movedMs = startMs + this.random.pick([-2, -1, 1, 2, 24, 48, 168]) * HOUR_MS;
    const date = this.world.time.wallAt(Math.max(movedMs, this.clock.nowMs() + HOUR_MS));
    return this.world.patchRecord(id, { date: `${date.slice(0, 14)}00:00` }).id;
  }

  private book(nowMs: number): number {
    const day = this.world.time.dayAt(nowMs + this.random.between(1, 21) * DAY_MS);
    const hour = String(this.random.between(8, 20)).padStart(2, '0');
    const service = this.random.pick(listServiceIds(this.random.chance(0.15) ? 'trial' : 'individual'));
    const patch = { date: `${day} ${hour}:00:00`, attendance: 0, service_ids: [service] } as const;
    return this.world.insertRecord(patch).id;
  }

  /** Records with a client; the named cases stay as they are. */
  private listLessons(isWanted: (row: Readonly<RecordRow>) => boolean): Readonly<RecordRow>[] {
    const cases = new Set(Object.values(this.world.cases));
    return this.world
      .listRows()
      .filter((row) => row.clientId !== null && !cases.has(row.id) && isWanted(row));
  }
}

function isWithin({ startMs }: Readonly<RecordRow>, fromMs: number, toMs: number): boolean {
  return startMs > fromMs && startMs <= toMs;
}
