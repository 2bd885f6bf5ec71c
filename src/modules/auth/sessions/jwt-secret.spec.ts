import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readEnvironment } from '../../../config/environment.js';
import { loadJwtSecret, weakness } from './jwt-secret.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jwt-secret-'));
});
afterEach(() => rm(directory, { recursive: true }));

const environment = (more: Record<string, string> = {}): ReturnType<typeof readEnvironment> =>
  readEnvironment({ NODE_ENV: 'test', DATA_DIR: join(directory, 'data'), ...more });

describe('the secret of access tokens', () => {
  it.each([
    ['short', 'x7Hq2'],
    ['of one character', 'a'.repeat(40)],
    ['a repeated word', 'abcdefgh'.repeat(5)],
    ['the hexadecimal digits twice', '0123456789abcdef'.repeat(2)],
    ['a placeholder', 'change-me-please-change-me-please-1'],
    ['a template', 'your-256-bit-secret-your-256-bit-secret'],
    ['a tutorial', 'This_is_a_secret_of_32_bytes_or_more!'],
    ['jwt.io', 'a-string-secret-at-least-256-bits-long'],
  ])('K3 is refused when it is %s', async (_, secret) => {
    expect(weakness(secret)).not.toBeNull();
    if (secret.length >= 32) {
      const refusal = loadJwtSecret(environment({ JWT_SECRET: secret }));
      await expect(refusal).rejects.toThrow('JWT_SECRET');
      await expect(refusal).rejects.not.toThrow(secret);
    }
  });

  it('is the variable when there is a good one', async () => {
    const secret = 'pT7wq0Zc4Jm2Xy9Lr5Vb8Ns1Kd6Hf3Ga';
    expect(await loadJwtSecret(environment({ JWT_SECRET: secret }))).toBe(secret);
  });

  it('is made once outside production, the same for processes that start at once, for its owner only', async () => {
    const secrets = await Promise.all(Array.from({ length: 8 }, () => loadJwtSecret(environment())));

    expect(new Set(secrets).size).toBe(1);
    expect(weakness(secrets[0]!)).toBeNull();
    expect(await loadJwtSecret(environment())).toBe(secrets[0]);
    expect(await readdir(join(directory, 'data'))).toEqual(['jwt-secret']);
    expect((await stat(join(directory, 'data', 'jwt-secret'))).mode & 0o777).toBe(0o600);
  });

  it('is never made up in production, and a spoiled file is no secret', async () => {
    await expect(loadJwtSecret({ ...environment(), NODE_ENV: 'production' })).rejects.toThrow('JWT_SECRET');
    await loadJwtSecret(environment());
    await writeFile(join(directory, 'data', 'jwt-secret'), '');
    await expect(loadJwtSecret(environment())).rejects.toThrow('no usable secret');
  });
});
