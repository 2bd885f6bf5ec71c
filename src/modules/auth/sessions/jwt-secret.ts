import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '../../../config/environment.js';

const BYTES_MIN = 32;
const DIFFERENT_CHARACTERS_MIN = 8;
const FILE_NAME = 'jwt-secret';

/** What tutorials and templates put there, letters and digits only. A secret that starts so is refused. */
const PLACEHOLDERS = [
  'changeme',
  'changethis',
  'defaultsecret',
  'insertsecret',
  'insecure',
  'jwtsecret',
  'mysecret',
  'mysupersecret',
  'placeholder',
  'pleasechange',
  'replaceme',
  'replacethis',
  'secretkey',
  'supersecret',
  'thisisasecret',
  'thisismysecret',
  'topsecret',
  'yoursecret',
  'yoursupersecret',
  'your256bitsecret',
  'yourjwtsecret',
  'astringsecretatleast256bitslong',
] as const;

/**
 * The secret that signs access tokens: JWT_SECRET, or outside production one that is made up once and
 * kept under DATA_DIR. Throws, naming the variable and never its value, when it is missing or weak (K3).
 */
export async function loadJwtSecret(environment: Environment): Promise<string> {
  const given = environment.JWT_SECRET;
  if (given !== undefined) {
    const problem = weakness(given);
    if (problem !== null) {
      throw new Error(`JWT_SECRET ${problem}. Make one with: openssl rand -base64 48`);
    }
    return given;
  }
  if (environment.NODE_ENV === 'production') {
    throw new Error('JWT_SECRET is required in production');
  }
  return keptSecret(environment.DATA_DIR);
}

/** Why a secret is refused; null when it is good enough. */
export function weakness(secret: string): string | null {
  if (Buffer.byteLength(secret) < BYTES_MIN) {
    return `must have at least ${BYTES_MIN} bytes`;
  }
  const bare = secret.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (PLACEHOLDERS.some((placeholder) => bare.startsWith(placeholder))) {
    return 'is a placeholder that everybody knows';
  }
  if (new Set(secret).size < DIFFERENT_CHARACTERS_MIN || isRepetition(secret)) {
    return 'is a pattern that can be guessed';
  }
  return null;
}

/** `abcabcabc`: a text lies in its own double before its end only when it repeats a part of itself. */
function isRepetition(text: string): boolean {
  return (text + text).indexOf(text, 1) < text.length;
}

/**
 * Several processes may start at once: each writes a file of its own and links it to the name, which
 * only the first can do, and all read what is there then. Readable by nobody but its owner.
 */
async function keptSecret(directory: string): Promise<string> {
  const path = join(directory, FILE_NAME);
  const kept = await readIfThere(path);
  if (kept !== null) {
    return checkKept(kept, path);
  }
  await mkdir(directory, { recursive: true });
  const own = `${path}.${randomUUID()}`;
  await writeFile(own, randomBytes(48).toString('base64url'), { mode: 0o600, flag: 'wx' });
  try {
    await link(own, path).catch((error: unknown) => {
      if (!isErrno(error, 'EEXIST')) {
        throw error;
      }
    });
  } finally {
    await unlink(own);
  }
  return checkKept(await readFile(path, 'utf8'), path);
}

function checkKept(text: string, path: string): string {
  const secret = text.trim();
  if (weakness(secret) !== null) {
    throw new Error(`${path} holds no usable secret. Remove it, and a new one is made at the next start.`);
  }
  return secret;
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) {
      return null;
    }
    throw error;
  }
}

function isErrno(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
