import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from './lossless-random.js';
import type { ChangeReader, ReadChanges } from './lossless-reader.js';
import { CHECKED_TABLES, type HeldRow } from './lossless-tables.js';

const LIMITS = [25, 200, 5_000] as const;
const PAUSE_MS_MAX = 40;
const RESTART_MS_MAX = 300;

/**
 * A client that keeps rows and a cursor, stores both together, and dies now and then: with an answer that it
 * has not stored yet, between two reads, or with all that it held.
 */
export class LosslessPuller {
  private rows = emptyTables();
  private cursor: string | null = null;
  /** Marks of all row versions that it ever stored. */
  readonly seenMarks = new Set<string>();
  readCount = 0;
  restartCount = 0;

  constructor(
    private readonly reader: ChangeReader,
    private readonly random: Random,
  ) {}

  /** Pulls, with accidents, until `isEnough` says so. */
  async run(isEnough: () => boolean): Promise<void> {
    while (!isEnough()) {
      await this.pullWithAccidents();
      await sleep(this.random.below(PAUSE_MS_MAX));
    }
  }

  /** Pulls until nothing is left, without accidents. */
  async drain(): Promise<void> {
    let hasMore = true;
    while (hasMore) {
      const isFirst = this.cursor === null;
      const changes = await this.reader.read(this.cursor, this.random.pick(LIMITS));
      this.store(changes);
      hasMore = changes.hasMore || isFirst;
    }
    // Pages of a first read end at the tick at which it began: once more brings what came since.
    let changes: ReadChanges;
    do {
      changes = await this.reader.read(this.cursor, 5_000);
      this.store(changes);
    } while (changes.hasMore);
  }

  /** What it holds of a table, by id. */
  heldRows(table: string): ReadonlyMap<string, HeldRow> {
    return this.rows.get(table) ?? new Map<string, HeldRow>();
  }

  private async pullWithAccidents(): Promise<void> {
    const changes = await this.reader.read(this.cursor, this.random.pick(LIMITS));
    const fate = this.random.below(100);
    if (fate < 10) {
      await this.restart(); // the answer came, and was never stored
      return;
    }
    this.store(changes);
    if (fate < 15) {
      await this.restart();
    } else if (fate < 16) {
      this.rows = emptyTables();
      this.cursor = null;
      await this.restart();
    }
  }

  private async restart(): Promise<void> {
    this.restartCount += 1;
    await sleep(this.random.below(RESTART_MS_MAX));
  }

  private store(changes: ReadChanges): void {
    for (const { table, row } of changes.updated) {
      const checked = CHECKED_TABLES.find((one) => one.table === table);
      if (checked !== undefined) {
        this.rows.get(table)?.set(row.id, row);
        this.seenMarks.add(String(row[checked.mark]));
      }
    }
    for (const { table, id } of changes.deleted) {
      this.rows.get(table)?.delete(id);
    }
    this.cursor = changes.cursor;
    this.readCount += 1;
  }
}

function emptyTables(): Map<string, Map<string, HeldRow>> {
  return new Map(CHECKED_TABLES.map(({ table }) => [table, new Map<string, HeldRow>()]));
}
