import { existsSync } from 'node:fs';
import path from 'node:path';

/** Where the product's package.json is, found from the sources and from `dist/` alike. */
export function productFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(path.join(folder, 'package.json'))) {
    folder = path.dirname(folder);
  }
  return folder;
}
