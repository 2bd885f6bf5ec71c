// Makes node_modules what package-lock.json says, and does nothing when it is. Imports nothing but Node's own.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Every script calls it first: on a fresh clone nothing but Node is there (X1). */
export async function ensureInstalled() {
  refuseOldNode();
  if (isInstalled()) {
    return;
  }
  console.error('Installing the packages that package-lock.json names (npm ci). This takes a minute or two.');
  const { command, args } = npm();
  const options = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  const { status } = spawnSync(command, [...args, ...options], { cwd: ROOT, stdio: ['ignore', 2, 2] });
  if (status !== 0) {
    console.error('npm ci failed; its own words are above. Nothing was started.');
    process.exit(1);
  }
}

function refuseOldNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`sync-hub needs Node 20.19 or newer; this is Node ${process.versions.node}.`);
    process.exit(1);
  }
}

/** npm keeps what it has installed in a lockfile of its own; optional packages may be for other machines. */
function isInstalled() {
  const wanted = readPackages('package-lock.json');
  const found = readPackages('node_modules/.package-lock.json');
  return Object.entries(wanted).every(([place, entry]) => {
    const isForeign = entry.optional === true || entry.link === true || !place.includes('node_modules/');
    return isForeign ? sameIfThere(found[place], entry) : found[place]?.version === entry.version;
  });
}

function sameIfThere(found, entry) {
  return found === undefined || found.version === entry.version;
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(path.join(ROOT, file), 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}

/** The npm that started us, else the one on PATH. */
function npm() {
  const script = process.env.npm_execpath;
  return script?.endsWith('.js')
    ? { command: process.execPath, args: [script] }
    : { command: 'npm', args: [] };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await ensureInstalled();
}
