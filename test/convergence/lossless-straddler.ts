import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { LosslessPuller } from './lossless-puller.js';

const POLL_MS = 10;
const READS_TO_WAIT_FOR = 3;

/**
 * The interleaving that every cursor must survive, made certain instead of left to chance: a row is written,
 * later rows are committed and read by every puller, and only then the first one commits.
 */
export async function straddlePulls(
  url: string,
  pullers: readonly LosslessPuller[],
  isStopped: () => boolean,
): Promise<void> {
  const early = new pg.Client({ connectionString: url, options: '-c idle_in_transaction_session_timeout=0' });
  const later = new pg.Client({ connectionString: url });
  await Promise.all([early.connect(), later.connect()]);
  try {
    await early.query('BEGIN');
    await early.query(
      `INSERT INTO contacts (id, name, notes) VALUES ('straddling', 'Early', 'straddler-early')`,
    );
    await sleep(POLL_MS); // so that the later row has a later millisecond
    await later.query(
      `INSERT INTO contacts (id, name, notes) VALUES ('overtaking', 'Later', 'straddler-later')`,
    );
    await everyPullerHas(pullers, 'straddler-later', isStopped);
    await early.query('COMMIT');
  } finally {
    await Promise.all([early.end(), later.end()]);
  }
}

async function everyPullerHas(
  pullers: readonly LosslessPuller[],
  mark: string,
  isStopped: () => boolean,
): Promise<void> {
  while (!isStopped() && !pullers.every((puller) => puller.seenMarks.has(mark))) {
    await sleep(POLL_MS);
  }
  // A puller that is in the middle of a page, or loses its answer now, comes past the later row again.
  const readCounts = pullers.map((puller) => puller.readCount + READS_TO_WAIT_FOR);
  while (!isStopped() && !pullers.every((puller, index) => puller.readCount >= (readCounts[index] ?? 0))) {
    await sleep(POLL_MS);
  }
}
