// Builds the product, then the workspaces that run beside it. A part whose sources have not changed is skipped.
// With --panel it builds the admin panel alone.
import { readdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './ensure-install.mjs';
import { inRepository } from './support/paths.mjs';
import { runNode } from './support/run.mjs';
import { hasSources, unlessUnchanged } from './support/source-stamp.mjs';

const SHARED_INPUTS = ['tsconfig.base.json', 'package-lock.json'];
const ROOT_INPUTS = ['src', 'migrations', 'tsconfig.build.json', 'nest-cli.json', ...SHARED_INPUTS];

const PANEL_INPUTS = ['src', 'build', 'public', 'index.html', 'vite.config.ts', 'package.json'].map(
  (name) => `apps/admin/${name}`,
);

const tsc = inRepository('node_modules', 'typescript', 'bin', 'tsc');
const vite = inRepository('node_modules', 'vite', 'bin', 'vite.js');

/** Answers 0, or the exit code of the first part that does not build. */
export async function build() {
  const code = await unlessUnchanged('dist', ROOT_INPUTS, buildRoot);
  return code || (await buildWorkspaces()) || buildPanel();
}

/** What `nest build` does with nest-cli.json's options, without the 60 packages that the Nest CLI brings along. */
async function buildRoot() {
  for (const folder of ['src', 'migrations']) {
    await rm(inRepository('dist', folder), { recursive: true, force: true });
  }
  return runNode([tsc, '-p', inRepository('tsconfig.build.json')]);
}

/** In the order of their imports: the demo uses the others. Each is built again when one before it has changed. */
async function buildWorkspaces() {
  const packages = (await readdir(inRepository('packages'))).sort().map((name) => `packages/${name}`);
  const inputs = [...SHARED_INPUTS];
  for (const folder of [...packages, 'simulators', 'demo']) {
    inputs.push(`${folder}/src`, `${folder}/tsconfig.json`, `${folder}/package.json`);
    if (await hasSources(`${folder}/src`)) {
      const compile = () => runNode([tsc, '-p', `${folder}/tsconfig.json`]);
      const code = await unlessUnchanged(`${folder}/dist`, inputs, compile);
      if (code !== 0) {
        return code;
      }
    }
  }
  return 0;
}

/** The admin panel, which the API serves from dist/admin. Its types are checked by `npm run check`. */
async function buildPanel() {
  const inputs = [...PANEL_INPUTS, 'packages/sync-client/src', ...SHARED_INPUTS];
  // Whoever builds, a test too: React and its styles read NODE_ENV, and have another half for development.
  const env = { ...process.env, NODE_ENV: 'production' };
  const args = ['build', '--logLevel', 'warn', '-c', 'apps/admin/vite.config.ts'];
  const bundle = () => runNode([vite, ...args], { env });
  return unlessUnchanged('dist/admin', inputs, bundle);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await ensureInstalled();
  process.exitCode = await (process.argv.includes('--panel') ? buildPanel() : build());
}
