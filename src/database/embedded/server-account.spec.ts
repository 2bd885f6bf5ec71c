import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findClosedFolder } from './server-account.js';

describe('what the server’s account may enter', () => {
  const stranger = { uid: 64_001, gid: 64_001 };
  let base: string;

  beforeEach(async () => {
    base = await mkdtemp(path.join(os.tmpdir(), 'server-account-spec-'));
    await mkdir(path.join(base, 'inner'));
    await chmod(path.join(base, 'inner'), 0o755);
  });

  afterEach(async () => {
    await rm(base, { recursive: true, force: true });
  });

  it('is closed by the first folder on the way without the right bit', async () => {
    await chmod(base, 0o700);

    expect(await findClosedFolder(path.join(base, 'inner'), stranger)).toBe(base);
  });

  it('is open when every folder on the way may be passed', async () => {
    await chmod(base, 0o711);

    expect(await findClosedFolder(path.join(base, 'inner'), stranger)).toBeNull();
  });

  it('is judged by the owner’s bits for the owner', async () => {
    await chmod(base, 0o700);
    const owner = { uid: process.getuid?.() ?? 0, gid: 64_001 };

    expect(await findClosedFolder(path.join(base, 'inner'), owner)).toBeNull();
  });
});
