import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

const SPEC = /(\.spec|\.pg-spec|\.e2e-spec)\.ts$/;

const SWC_OPTIONS = {
  swcrc: false,
  sourceMaps: 'inline',
  module: { type: 'es6' },
  jsc: {
    target: 'es2022',
    keepClassNames: true,
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  },
};

/**
 * Turns the TypeScript of one folder into JavaScript in another, without checking types: `npm run check` does
 * that. For programs that must run before, or beside, the build. Files appear whole, so that two scripts may
 * do it at once.
 */
export async function transpileFolder(from, to) {
  const { transformFile } = await import('@swc/core');
  const files = await readdir(from, { recursive: true });
  for (const file of files.filter((name) => name.endsWith('.ts') && !SPEC.test(name))) {
    const { code } = await transformFile(path.join(from, file), SWC_OPTIONS);
    await writeWhole(path.join(to, file.replace(/\.ts$/, '.js')), code);
  }
}

async function writeWhole(file, text) {
  await mkdir(path.dirname(file), { recursive: true });
  const draft = `${file}.${randomBytes(4).toString('hex')}`;
  await writeFile(draft, text);
  await rename(draft, file);
}
