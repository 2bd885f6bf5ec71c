// Runs a command of the operator: node scripts/cli.mjs <command> [options]. Installs and builds first when the
// program is not compiled; what that prints goes to stderr, for stdout is the command's.
import { existsSync } from 'node:fs';
import { build } from './build.mjs';
import { ensureInstalled } from './ensure-install.mjs';
import { inRepository } from './support/paths.mjs';
import { runNode } from './support/run.mjs';

const main = inRepository('dist', 'src', 'cli.js');
const isBuilt = existsSync(main);
if (!isBuilt) {
  await ensureInstalled();
}
process.exitCode =
  (isBuilt ? 0 : await build()) || (await runNode([main, ...process.argv.slice(2)], { cwd: process.cwd() }));
