import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { OwnerLock } from './owner-lock.js';

describe('the lock of a data folder', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'owner-lock-spec-'));
    file = path.join(folder, 'owner.1.lock');
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('is refused while its owner lives, naming the folder, and free after release', async () => {
    const lock = await OwnerLock.acquire(folder, 'here');
    await expect(OwnerLock.acquire(folder, 'here')).rejects.toThrow(
      `DATA_DIR here is in use by process ${process.pid}`,
    );

    await lock.release();

    await expect(OwnerLock.acquire(folder, 'here')).resolves.toBeInstanceOf(OwnerLock);
  });

  it.each([
    [
      'of a process number that now belongs to another process',
      JSON.stringify({ pid: process.pid, identity: 'old' }),
    ],
    ['of a process that is gone', JSON.stringify({ pid: 2 ** 30, identity: 'old' })],
    ['that nobody can read', '{'],
  ])('is taken over by exactly one of many when it is one %s', async (_which, text) => {
    await writeFile(file, text);

    const tries = await Promise.allSettled(
      [1, 2, 3, 4, 5, 6, 7, 8].map(() => OwnerLock.acquire(folder, 'here')),
    );

    const refusals = tries.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
    expect(refusals).toHaveLength(7);
    expect(refusals.filter((reason) => !reason.includes('in use by process'))).toEqual([]);
    expect(await readdir(folder)).toEqual(['owner.2.lock']);
  });
});
