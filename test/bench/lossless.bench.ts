import { checkLossless } from '../convergence/lossless-checker.js';
import { TickReader } from '../convergence/lossless-tick-reader.js';
import type { Pulled } from '../support/flow/flow-context.js';
import { type AppProcess, startApp } from './app-process.js';
import { atMost, type Bench } from './finding.js';

const WRITERS = 12;
const PULLERS = 6;

/** "No change is lost, none is invented", at full size and over HTTP; the small one is in the test suite. */
export const lossless: Bench = {
  name: 'lossless',
  how:
    `${WRITERS} writers with plain SQL (savepoints, rollbacks, holds up to 300 ms, cascades, ids used again, a forced interleaving), idle ` +
    `transactions here and in another database, ${PULLERS} clients over HTTP that lose answers and their state; then row by row.`,
  run: async ({ options, databases, say }) => {
    const url = await databases.create();
    const app = await startApp(url);
    try {
      say(`writing ${options.committedRows} rows`);
      const report = await checkLossless({
        url,
        otherUrl: await databases.create(),
        writerCount: WRITERS,
        pullerCount: PULLERS,
        committedRowsMin: options.committedRows,
        reader: readerOf(app),
        seed: Date.now() % 100_000,
      });
      const work = `${report.committedRowCount} rows in ${report.committedTransactionCount} transactions`;
      const reference = `${report.abandonedTransactionCount} rolled back, ${report.readCount} reads, ${report.restartCount} restarts`;
      const rows = `${report.serverRowCount} rows each`;
      return [
        atMost({ work: `${work}: lost`, ours: rows, reference }, report.lostCount, 0),
        atMost({ work: `${work}: phantom`, ours: rows, reference }, report.phantomCount, 0),
        atMost(
          { work: `${work}: never committed, yet seen`, ours: rows, reference },
          report.inventedCount,
          0,
        ),
      ];
    } finally {
      await app.stop();
    }
  },
};

function readerOf(app: AppProcess): TickReader {
  const pageOf = (page: string | null): string => (page === null ? '' : `&page=${encodeURIComponent(page)}`);
  return new TickReader({
    initial: ({ limit, page }) => app.getJson<Pulled>(`/api/sync/initial?limit=${limit}${pageOf(page)}`),
    incremental: ({ since, limit, page }) =>
      app.getJson<Pulled>(`/api/sync/incremental?since=${since}&limit=${limit}${pageOf(page)}`),
  });
}
