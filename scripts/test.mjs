// Runs every suite, or those named, on a PostgreSQL of its own: node scripts/test.mjs [file…] [jest options]
// DATABASE_URL, when set, names the server to use instead; its role must be allowed to create databases.
// TEST_RESULTS_FILE, when set, is where jest writes its results as JSON.
import { build } from './build.mjs';
import { ensureInstalled } from './ensure-install.mjs';
import { withPostgres } from './support/embedded-postgres.mjs';
import { inRepository } from './support/paths.mjs';
import { runNode } from './support/run.mjs';

await ensureInstalled();
process.exitCode = (await build()) || (await withPostgres(runJest));

async function runJest({ adminUrl }) {
  const { DATABASE_URL: _, ...env } = process.env;
  const jest = inRepository('node_modules', 'jest', 'bin', 'jest.js');
  const config = ['--config', inRepository('jest.config.mjs')];
  const results = env.TEST_RESULTS_FILE ? ['--json', '--outputFile', env.TEST_RESULTS_FILE] : [];
  const quiet = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  return runNode([...quiet, jest, ...config, ...results, ...process.argv.slice(2)], {
    env: { ...env, NODE_ENV: 'test', TEST_DATABASE_ADMIN_URL: adminUrl },
  });
}
