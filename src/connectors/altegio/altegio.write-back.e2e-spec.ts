import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AltegioApp } from '../../../test/support/appointments/altegio-app.js';
import { until } from '../../../test/support/external-source/runner-context.js';

let school: AltegioApp;

beforeAll(async () => {
  school = await AltegioApp.start({
    simulator: { records: 20, writeBack: true },
    environment: { ALTEGIO_WRITE_BACK: 'true' },
  });
  await school.run({ mode: 'full' });
});

afterAll(async () => {
  await school.close();
});

async function edit(externalId: number, body: object): Promise<void> {
  const { id } = (await school.row(externalId))!;
  const answer = await school.request('PATCH', `/api/appointments/${String(id)}`, body);
  expect(answer.status).toBe(200);
}

/** Delivers as the timer does, until nothing is left that may be tried. */
async function deliverAll(): Promise<void> {
  await until(async () => {
    await school.deliver();
    const rows = await school.rows(`SELECT FROM outgoing_change WHERE state IN ('queued', 'applying')`);
    return rows.length === 0;
  });
}

function writesOf(externalId: number): number {
  return school.simulator.journal.filter(
    ({ method, path }) => method === 'PUT' && path.endsWith(`/${externalId}`),
  ).length;
}

describe('edits of appointments (S6)', () => {
  it('S6 reach the location, and the next import changes nothing', async () => {
    const { world } = school.simulator;
    const before = world.getRecord(world.cases.noShow);

    await edit(world.cases.noShow, { attendance: 1, comment: 'Прийшла пізніше 🌿' });
    await deliverAll();
    const run = await school.run({ mode: 'full' });

    expect(world.getRecord(world.cases.noShow)).toMatchObject({
      attendance: 1,
      comment: 'Прийшла пізніше 🌿',
      date: before.date,
      staff_id: before.staff_id,
      services: before.services,
      client: before.client,
    });
    expect(run.counts).toMatchObject({ created: 0, updated: 0 });
    expect(await school.row(world.cases.noShow)).toMatchObject({ attendance: 1 });
  });

  it('O3 a write whose answer is lost is not made twice', async () => {
    const { world } = school.simulator;
    const { cases } = world;
    school.simulator.clearJournal();
    school.simulator.faults.add({
      match: { method: 'PUT' },
      nth: 1,
      acceptFirst: true,
      reset: 'before-headers',
    });

    await edit(cases.plain, { attendance: 2 });
    await deliverAll();
    school.simulator.faults.clear();

    expect(world.getRecord(cases.plain)).toMatchObject({ attendance: 2 });
    expect(writesOf(cases.plain)).toBe(1);
  });
});
