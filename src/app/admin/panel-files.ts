import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** How a file may travel, the smallest first. */
export const ENCODINGS = ['br', 'gzip', 'identity'] as const;

export type Encoding = (typeof ENCODINGS)[number];

/** A file of the built panel with its compressed copies. */
export interface PanelFile {
  readonly type: string;
  readonly hash: string;
  /** Its name changes with its content, so that a copy of it is good for ever. */
  readonly isImmutable: boolean;
  readonly bodies: ReadonlyMap<Encoding, Buffer>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

const SUFFIXES: Readonly<Record<Encoding, string>> = { br: '.br', gzip: '.gz', identity: '' };

/**
 * The built panel by paths such as `assets/index-XNCCdHNS.js`; empty when it has not been built. What is not of a
 * known type is no part of it.
 */
export async function readPanelFiles(folder: string): Promise<ReadonlyMap<string, PanelFile>> {
  if (!existsSync(folder)) {
    return new Map();
  }
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'));
  const served = names.filter((name) => path.extname(name) in TYPES);
  const files = await Promise.all(served.map((name) => readPanelFile(folder, name, new Set(names))));
  return new Map(served.map((name, index) => [name, files[index]] as [string, PanelFile]));
}

async function readPanelFile(folder: string, name: string, names: ReadonlySet<string>): Promise<PanelFile> {
  const bodies = new Map<Encoding, Buffer>();
  for (const encoding of ENCODINGS.filter((known) => names.has(`${name}${SUFFIXES[known]}`))) {
    bodies.set(encoding, await readFile(path.join(folder, `${name}${SUFFIXES[encoding]}`)));
  }
  return {
    type: TYPES[path.extname(name)] ?? 'application/octet-stream',
    hash: createHash('sha256')
      .update(bodies.get('identity') ?? '')
      .digest('hex')
      .slice(0, 32),
    isImmutable: name.startsWith('assets/'),
    bodies,
  };
}
