import pg from 'pg';
import { Bystanders } from './lossless-bystanders.js';
import { compare, readServerRows } from './lossless-comparison.js';
import { LosslessPuller } from './lossless-puller.js';
import { Random } from './lossless-random.js';
import type { ChangeReader } from './lossless-reader.js';
import { straddlePulls } from './lossless-straddler.js';
import { LosslessWriter, WriteJournal } from './lossless-writer.js';

export interface LosslessOptions {
  /** A migrated database that nobody else uses. */
  readonly url: string;
  /** Another database of the same cluster. */
  readonly otherUrl: string;
  readonly writerCount: number;
  readonly pullerCount: number;
  /** The writers stop when so many rows are committed. */
  readonly committedRowsMin: number;
  readonly reader: ChangeReader;
  readonly seed: number;
}

export interface LosslessReport {
  readonly committedRowCount: number;
  readonly committedTransactionCount: number;
  readonly abandonedTransactionCount: number;
  readonly serverRowCount: number;
  readonly readCount: number;
  readonly restartCount: number;
  readonly preparedCount: number;
  /** Summed up over the pullers. */
  readonly lostCount: number;
  readonly phantomCount: number;
  /** Row versions that some puller saw and that were never committed. */
  readonly inventedCount: number;
  /** A few of the rows that differ, for the message of a failing test. */
  readonly examples: readonly string[];
}

/**
 * "No change is lost, none is invented": writers and pullers with accidents at once, one forced interleaving, idle
 * open transactions around them; then the pullers pull what is left, and each must hold exactly the server's
 * rows. Says what it found and judges nothing: the caller does, for a good strategy as for a bad one.
 */
export async function checkLossless(options: LosslessOptions): Promise<LosslessReport> {
  const journal = new WriteJournal();
  const bystanders = await Bystanders.start(options.url, options.otherUrl);
  try {
    const pullers = countTo(options.pullerCount).map(
      (index) => new LosslessPuller(options.reader, new Random(options.seed * 1_000 + 500 + index)),
    );
    await runAtOnce(options, journal, pullers);
    await bystanders.commitLate();
    for (const puller of pullers) {
      await puller.drain();
    }
    bystanders.rolledBackMarks.forEach((mark) => journal.rolledBackMarks.add(mark));
    return await report(options.url, journal, pullers, bystanders.preparedCount);
  } finally {
    await bystanders.close();
  }
}

async function runAtOnce(
  options: LosslessOptions,
  journal: WriteJournal,
  pullers: readonly LosslessPuller[],
): Promise<void> {
  const state = { isFailed: false, isWritten: false };
  const isEnough = (): boolean => state.isFailed || journal.committedRowCount >= options.committedRowsMin;
  const watch = (work: Promise<void>): Promise<void> =>
    work.catch((error: unknown) => {
      state.isFailed = true; // the others end by themselves, so that nothing is left running
      throw error;
    });
  const writing = Promise.allSettled([
    ...countTo(options.writerCount).map((index) => {
      const random = new Random(options.seed * 1_000 + index);
      return watch(new LosslessWriter(index, options.url, journal, random).run(isEnough));
    }),
    watch(straddlePulls(options.url, pullers, () => state.isFailed)),
  ]).finally(() => {
    state.isWritten = true;
  });
  const pulling = Promise.allSettled(pullers.map((puller) => watch(puller.run(() => state.isWritten))));
  const failed = [...(await writing), ...(await pulling)].find((result) => result.status === 'rejected');
  if (failed !== undefined) {
    throw failed.reason;
  }
}

async function report(
  url: string,
  journal: WriteJournal,
  pullers: readonly LosslessPuller[],
  preparedCount: number,
): Promise<LosslessReport> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const server = await readServerRows(client);
    const differences = pullers.map((puller) => compare(puller, server));
    const lost = differences.flatMap((difference) => difference.lost);
    const phantom = differences.flatMap((difference) => difference.phantom);
    const seen = new Set(pullers.flatMap((puller) => [...puller.seenMarks]));
    return {
      committedRowCount: journal.committedRowCount,
      committedTransactionCount: journal.committedTransactionCount,
      abandonedTransactionCount: journal.abandonedTransactionCount,
      serverRowCount: [...server.values()].reduce((sum, rows) => sum + rows.size, 0),
      readCount: sumOf(pullers, (puller) => puller.readCount),
      restartCount: sumOf(pullers, (puller) => puller.restartCount),
      preparedCount,
      lostCount: lost.length,
      phantomCount: phantom.length,
      inventedCount: [...journal.rolledBackMarks].filter((mark) => seen.has(mark)).length,
      examples: [...lost, ...phantom].slice(0, 10),
    };
  } finally {
    await client.end();
  }
}

function countTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function sumOf(pullers: readonly LosslessPuller[], value: (puller: LosslessPuller) => number): number {
  return pullers.reduce((sum, puller) => sum + value(puller), 0);
}
