import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Random } from './lossless-random.js';
import { randomWrite } from './lossless-writes.js';

const HOLD_MS_MAX = 300;
const WRITES_A_TRANSACTION_MAX = 5;

/** What all writers together have done so far. */
export class WriteJournal {
  committedRowCount = 0;
  committedTransactionCount = 0;
  abandonedTransactionCount = 0;
  /** Marks of writes that were rolled back: a client that has ever seen one saw what never was. */
  readonly rolledBackMarks = new Set<string>();
}

/** A program that writes with plain SQL, knowing nothing of the sync: it commits, rolls back, holds and collides. */
export class LosslessWriter {
  private transactionCount = 0;

  constructor(
    private readonly number: number,
    private readonly url: string,
    private readonly journal: WriteJournal,
    private readonly random: Random,
  ) {}

  /** Writes until `isEnough` says so. Collisions are rolled back, as a program would; other errors are thrown. */
  async run(isEnough: () => boolean): Promise<void> {
    const client = new pg.Client({ connectionString: this.url, options: '-c lock_timeout=400ms' });
    await client.connect();
    try {
      while (!isEnough()) {
        await this.writeTransaction(client);
      }
    } finally {
      await client.end();
    }
  }

  private async writeTransaction(client: pg.Client): Promise<void> {
    this.transactionCount += 1;
    const marks = { kept: [] as string[], undone: [] as string[] };
    try {
      await client.query('BEGIN');
      let rowCount = 0;
      for (let index = 0; index <= this.random.below(WRITES_A_TRANSACTION_MAX); index += 1) {
        const mark = `w${this.number}-${this.transactionCount}-${index}`;
        rowCount += this.random.chance(0.3)
          ? await this.writeInSavepoint(client, mark, marks)
          : await this.write(client, mark, marks.kept);
      }
      if (this.random.chance(0.3)) {
        await sleep(this.random.below(HOLD_MS_MAX));
      }
      await this.end(client, rowCount, marks);
    } catch (error) {
      if (!isCollision(error)) {
        throw error;
      }
      await client.query('ROLLBACK');
      this.abandon([...marks.kept, ...marks.undone]);
    }
  }

  private async end(
    client: pg.Client,
    rowCount: number,
    marks: { readonly kept: readonly string[]; readonly undone: readonly string[] },
  ): Promise<void> {
    if (this.random.chance(0.1)) {
      await client.query('ROLLBACK');
      this.abandon([...marks.kept, ...marks.undone]);
      return;
    }
    await client.query('COMMIT');
    this.journal.committedRowCount += rowCount;
    this.journal.committedTransactionCount += 1;
    marks.undone.forEach((mark) => this.journal.rolledBackMarks.add(mark));
  }

  /** Answers the rows that stay written: none when the savepoint was rolled back to. */
  private async writeInSavepoint(
    client: pg.Client,
    mark: string,
    marks: { readonly kept: string[]; readonly undone: string[] },
  ): Promise<number> {
    await client.query('SAVEPOINT part');
    const isUndone = this.random.chance(0.5);
    const rowCount = await this.write(client, mark, isUndone ? marks.undone : marks.kept);
    await client.query(isUndone ? 'ROLLBACK TO SAVEPOINT part' : 'RELEASE SAVEPOINT part');
    return isUndone ? 0 : rowCount;
  }

  private async write(client: pg.Client, mark: string, marks: string[]): Promise<number> {
    marks.push(mark);
    const { text, values } = randomWrite(this.random, mark);
    const result = await client.query(text, [...values]);
    return result.rowCount ?? 0;
  }

  private abandon(marks: readonly string[]): void {
    this.journal.abandonedTransactionCount += 1;
    marks.forEach((mark) => this.journal.rolledBackMarks.add(mark));
  }
}

/** Deadlock, serialisation, lock timeout, and the foreign key whose parent somebody deleted meanwhile. */
function isCollision(error: unknown): boolean {
  return (
    error instanceof pg.DatabaseError &&
    ['40P01', '40001', '55P03', '23503', '23505'].includes(error.code ?? '')
  );
}
