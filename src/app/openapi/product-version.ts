import { readFileSync } from 'node:fs';
import path from 'node:path';
import { productFolder } from '../product-folder.js';

/** The version in the product's package.json. */
export function productVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(path.join(productFolder(), 'package.json'), 'utf8'));
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) {
    return String(manifest.version);
  }
  throw new Error('package.json has no version');
}
