// Installs, builds and runs the demo: node scripts/demo.mjs [--once]. The demo itself is in demo/src.
import { build } from './build.mjs';
import { ensureInstalled } from './ensure-install.mjs';
import { inRepository } from './support/paths.mjs';
import { runNode } from './support/run.mjs';

await ensureInstalled();
process.exitCode =
  (await build()) || (await runNode([inRepository('demo', 'dist', 'main.js'), ...process.argv.slice(2)]));
