// Adds to package-lock.json the optional packages of other platforms that npm left out, and prints their names:
//   node scripts/complete-lockfile.mjs
// npm leaves one out when the registry in use does not carry it (a mirror for one platform, say), and then
// `npm ci` refuses that lockfile everywhere. Run it after every `npm install` behind such a registry. What it adds
// has no integrity hash: this registry cannot tell it.
import { readFile, writeFile } from 'node:fs/promises';
import { inRepository } from './support/paths.mjs';

const SYSTEMS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const PROCESSORS = [
  'arm',
  'arm64',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'wasm32',
  'x64',
];
const EXACT_VERSION = /^\d+\.\d+\.\d+[\w.+-]*$/;

const file = inRepository('package-lock.json');
const lock = JSON.parse(await readFile(file, 'utf8'));
const added = completePackages(lock.packages);
if (added.length > 0) {
  lock.packages = sortedByPlace(lock.packages);
  await writeFile(file, `${JSON.stringify(lock, null, 2)}\n`);
}
console.log(added.length === 0 ? 'package-lock.json is complete' : `added ${added.join(', ')}`);

/** Platform packages are pinned exactly by the package that wants them, so the lockfile itself knows the version. */
function completePackages(packages) {
  const added = [];
  for (const [place, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const platform = platformOf(name);
      if (!isFound(packages, place, name) && platform !== null && EXACT_VERSION.test(version)) {
        packages[`node_modules/${name}`] = describe(name, version, platform, entry);
        added.push(`${name}@${version}`);
      }
    }
  }
  return added;
}

/** Node's own rule: the folder of the package that asks, then every folder above it. */
function isFound(packages, place, name) {
  const folders = place === '' ? [] : place.split('/node_modules/');
  return (
    packages[`node_modules/${name}`] !== undefined ||
    folders.some((_, depth) => {
      const above = folders.slice(0, folders.length - depth).join('/node_modules/');
      return packages[`${above}/node_modules/${name}`] !== undefined;
    })
  );
}

/** Null for a package whose name tells no platform: that one is missing for another reason. */
function platformOf(name) {
  const words = name.split(/[/-]/);
  const os = SYSTEMS.find(
    (system) => words.includes(system) || (system === 'win32' && words.includes('windows')),
  );
  const cpu = PROCESSORS.find((processor) => words.includes(processor));
  return os === undefined || cpu === undefined ? null : { os: [os], cpu: [cpu] };
}

function describe(name, version, platform, parent) {
  const tarball = `${name.split('/').at(-1)}-${version}.tgz`;
  return {
    version,
    resolved: `https://registry.npmjs.org/${name}/-/${tarball}`,
    cpu: platform.cpu,
    ...(parent.dev ? { dev: true } : {}),
    optional: true,
    os: platform.os,
  };
}

function sortedByPlace(packages) {
  const places = Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
  return Object.fromEntries(places);
}
