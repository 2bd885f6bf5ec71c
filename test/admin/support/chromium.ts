import { existsSync } from 'node:fs';
import path from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** Where a Chromium is: `CHROMIUM_PATH`, or one on the path; null when there is none. */
export function chromiumPath(): string | null {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const candidates = folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name)));
  return process.env.CHROMIUM_PATH ?? candidates.find((file) => existsSync(file)) ?? null;
}

/** Why the tests in a browser cannot run here, and what to do; null when they can. */
export function chromiumMissing(): string | null {
  return chromiumPath() === null
    ? 'no Chromium: apt-get install chromium, or set CHROMIUM_PATH to the program'
    : null;
}
