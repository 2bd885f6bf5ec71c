// Runs the benchmarks: node scripts/bench.mjs [name…]. On a PostgreSQL of its own, with durability on as in
// production, unless DATABASE_URL is set.
import { build } from './build.mjs';
import { ensureInstalled } from './ensure-install.mjs';
import { withPostgres } from './support/embedded-postgres.mjs';
import { inRepository } from './support/paths.mjs';
import { runNode } from './support/run.mjs';
import { transpileFolder } from './support/transpile.mjs';

await ensureInstalled();
process.exitCode = (await build()) || (await bench());

/** test/ goes beside the built src/ (dist/test, dist/src), so that its relative imports hold. */
async function bench() {
  await transpileFolder(inRepository('test'), inRepository('dist', 'test'));
  const main = inRepository('dist', 'test', 'bench', 'main.js');
  return withPostgres(({ url }) => {
    const env = { ...process.env, NODE_ENV: 'test', DATABASE_URL: url };
    return runNode(['--enable-source-maps', main, ...process.argv.slice(2)], { env });
  }, {});
}
