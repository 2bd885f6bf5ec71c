// Writes the generated files that are committed: openapi.json, the panel's types of it, and migrations/schema.sql.
// With --check it writes nothing, and fails when one is not what the sources say.
import { readFile, writeFile } from 'node:fs/promises';
import { build } from './build.mjs';
import { ensureInstalled } from './ensure-install.mjs';
import { withPostgres } from './support/embedded-postgres.mjs';
import { inRepository } from './support/paths.mjs';
import { captureNode } from './support/run.mjs';

/**
 * Each program prints its file, given DATABASE_URL of a database that has been migrated and holds no rows. The
 * panel's types are made from the openapi.json before them.
 */
const GENERATED_FILES = [
  { file: 'migrations/schema.sql', program: 'dist/src/database/schema-dump.js' },
  { file: 'openapi.json', program: 'dist/src/app/openapi.generate.js' },
  { file: 'apps/admin/src/api/openapi.ts', program: 'apps/admin/build/print-types.mjs' },
];

await ensureInstalled();
process.exitCode = (await build()) || (await generate(process.argv.includes('--check')));

async function generate(isCheck) {
  // Never the DATABASE_URL of the caller: the schema must come from migrations alone.
  const { DATABASE_URL: _, ...env } = process.env;
  process.env = env;
  return withPostgres(async ({ url }) => {
    const { runMigrations } = await import('../dist/src/database/migrator.js');
    await runMigrations(url);
    let stale = 0;
    for (const { file, program } of GENERATED_FILES) {
      const text = await captureNode([inRepository(program)], { ...env, DATABASE_URL: url });
      stale += isCheck ? await reportStale(file, text) : await write(file, text);
    }
    return stale === 0 ? 0 : 1;
  });
}

async function reportStale(file, text) {
  const committed = await readFile(inRepository(file), 'utf8').catch(() => null);
  if (committed === text) {
    return 0;
  }
  console.error(`${file} is not current. Run npm run generate and commit it.`);
  return 1;
}

async function write(file, text) {
  await writeFile(inRepository(file), text);
  console.log(`wrote ${file}`);
  return 0;
}
