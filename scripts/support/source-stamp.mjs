import { createHash } from 'node:crypto';
import { access, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inRepository } from './paths.mjs';

const SPEC = /\.(spec|pg-spec|e2e-spec)\.ts$/;

/** A hash over the files of the named files and folders; a missing one counts as empty, specs do not count. */
async function hashSources(places) {
  const hash = createHash('sha256').update(process.version);
  for (const place of places) {
    for (const file of await listFiles(place)) {
      hash.update(`\0${file}\0`).update(await readFile(inRepository(file)));
    }
  }
  return hash.digest('hex');
}

/** Does `work`, which fills `folder`, unless it was last done for these very sources. */
export async function unlessUnchanged(folder, places, work) {
  const stampFile = inRepository(folder, '.source-stamp');
  const hash = await hashSources(places);
  if ((await readFile(stampFile, 'utf8').catch(() => null)) === hash) {
    return 0;
  }
  const code = await work();
  if (code === 0) {
    await mkdir(path.dirname(stampFile), { recursive: true });
    await writeFile(stampFile, hash);
  }
  return code;
}

/** Whether a folder holds any TypeScript; tsc calls an empty project an error. */
export async function hasSources(folder) {
  return (await listFiles(folder)).some((file) => file.endsWith('.ts'));
}

async function listFiles(place) {
  const absolute = inRepository(place);
  if (
    !(await access(absolute).then(
      () => true,
      () => false,
    ))
  ) {
    return [];
  }
  if ((await stat(absolute)).isFile()) {
    return [place];
  }
  const entries = await readdir(absolute, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && !SPEC.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name));
  return files.map((file) => path.relative(inRepository(), file)).sort();
}
