import { afterAll, beforeAll, describe, it } from '@jest/globals';
import fc from 'fast-check';
import { Run } from './replicas-run.js';
import { scripts } from './replicas-script.js';
import { settingsOf } from './replicas-settings.js';
import { startInProcess } from './replicas-server.js';
import { World } from './replicas-world.js';

describe('replicas', () => {
  let world: World;
  let runCount = 0;

  beforeAll(async () => {
    world = await World.start(startInProcess);
  });

  afterAll(async () => {
    await world.close();
  });

  it('S2 S3 S9 G1 G3 G8 P5 all end equal, whatever people, devices and their network did', async () => {
    await fc.assert(
      fc.asyncProperty(scripts, async (steps) => {
        const run = await Run.start(world, (runCount += 1));
        try {
          await run.play(steps);
          await run.check();
        } finally {
          await run.close();
        }
      }),
      settingsOf('FC_RUNS', 20),
    );
  }, 600_000);
});
