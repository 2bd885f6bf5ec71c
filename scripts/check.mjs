// Everything that can be said about the code without running it. Runs all checks, then sums up.
import { ensureInstalled } from './ensure-install.mjs';
import { inRepository } from './support/paths.mjs';
import { runNode } from './support/run.mjs';

const CHECKS = [
  { name: 'types', program: 'node_modules/typescript/bin/tsc', args: ['--noEmit', '-p', 'tsconfig.json'] },
  {
    name: 'types of the panel',
    program: 'node_modules/typescript/bin/tsc',
    args: ['-p', 'apps/admin/tsconfig.json'],
  },
  { name: 'lint', program: 'node_modules/eslint/bin/eslint.js', args: ['.', '--max-warnings', '0'] },
  { name: 'format', program: 'node_modules/prettier/bin/prettier.cjs', args: ['--check', '.'] },
  {
    name: 'boundaries',
    program: 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
    args: ['--config', '.dependency-cruiser.mjs', 'src', 'migrations', 'apps/admin/src'],
  },
  { name: 'dead code', program: 'node_modules/knip/bin/knip.js', args: [] },
  { name: 'generated files', program: 'scripts/generate.mjs', args: ['--check'] },
];

await ensureInstalled();
const lines = [];
for (const { name, program, args } of CHECKS) {
  console.log(`\n— ${name}`);
  const started = performance.now();
  const code = await runNode([inRepository(program), ...args]);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  lines.push(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  if (code >= 128) {
    process.exit(code); // Ctrl-C
  }
  if (code !== 0) {
    process.exitCode = 1;
  }
}
console.log(`\n${lines.join('\n')}`);
