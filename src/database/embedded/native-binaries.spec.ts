import { mkdir, mkdtemp, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findNativeBinaries, linkSharedLibraries } from './native-binaries.js';

describe('the shared libraries of PostgreSQL', () => {
  let native: string;

  beforeEach(async () => {
    native = path.join(await mkdtemp(path.join(os.tmpdir(), 'native-binaries-spec-')), 'native');
    await mkdir(path.join(native, 'lib'), { recursive: true });
    await writeFile(path.join(native, 'lib', 'libpq.so.5.18'), 'library');
    const links = [
      { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so' },
      { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' },
    ];
    await writeFile(path.join(native, 'pg-symlinks.json'), JSON.stringify(links));
  });

  afterEach(async () => {
    await rm(path.dirname(native), { recursive: true, force: true });
  });

  it('X1 get their links when npm ran no install script, from several processes at once', async () => {
    await Promise.all([1, 2, 3, 4].map(() => linkSharedLibraries(native)));

    expect(await readFile(path.join(native, 'lib', 'libpq.so.5'), 'utf8')).toBe('library');
    expect(await readlink(path.join(native, 'lib', 'libpq.so'))).toBe('libpq.so.5.18');
  });

  it('keep links that are there', async () => {
    await linkSharedLibraries(native);

    await expect(linkSharedLibraries(native)).resolves.toBeUndefined();
  });

  it('name the place when a link cannot be made', async () => {
    await rm(path.join(native, 'lib'), { recursive: true });
    await writeFile(path.join(native, 'lib'), 'no folder');

    await expect(linkSharedLibraries(native)).rejects.toThrow(/cannot be made at .*libpq\.so/);
  });

  it('come with the binaries of this machine', async () => {
    const binaries = await findNativeBinaries();

    expect(binaries.initdb).toBe(path.join(binaries.folder, 'bin', 'initdb'));
  });
});
