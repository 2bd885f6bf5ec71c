import path from 'node:path';

/** The folder of package.json; every script may be started from anywhere. */
export const ROOT = path.resolve(import.meta.dirname, '../..');

/** An absolute path inside the repository. */
export function inRepository(...parts) {
  return path.join(ROOT, ...parts);
}
