import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { killScripts } from './replicas-kill-script.js';
import { settingsOf } from './replicas-settings.js';
import { Run } from './replicas-run.js';
import { startChild } from './replicas-server.js';
import { World } from './replicas-world.js';

describe('replicas of a server that is killed (SIGKILL) and started again', () => {
  let world: World;
  let runCount = 0;

  beforeAll(async () => {
    world = await World.start(startChild);
  });

  afterAll(async () => {
    await world.close();
  });

  it('P1 P2 P3 P5 P6 A1 A4 A5 all end equal, wherever in a push or an import it was', async () => {
    await fc.assert(
      fc.asyncProperty(killScripts, async (steps) => {
        const run = await Run.start(world, (runCount += 1));
        try {
          await run.play(steps);
          await run.check();
        } finally {
          await run.close();
        }
      }),
      settingsOf('FC_KILL_RUNS', 2),
    );
    expect(world.history.parkedCount).toBeGreaterThan(0);
  }, 600_000);
});
