import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AltegioApp, TEST_USER_ID } from '../../../test/support/appointments/altegio-app.js';
import { until } from '../../../test/support/external-source/runner-context.js';

let school: AltegioApp;

beforeAll(async () => {
  school = await AltegioApp.start({
    simulator: { records: 20, writeBack: true },
    environment: { ALTEGIO_WRITE_BACK: 'true' },
  });
  await school.run({ mode: 'full' });
  // A device belongs to an account.
  await school.rows(`INSERT INTO users (id, name, role) VALUES ($1, 'Office', 2)`, [TEST_USER_ID]);
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

/** One that is none of the named cases: 0 stands for "expected". */
async function anOrdinaryLesson(): Promise<number> {
  const [lesson] = await school.rows<{ external_id: string }>(
    `SELECT external_id FROM appointments
     WHERE attendance = 0 AND NOT is_deleted AND overrides = '{}' AND external_id <> ALL ($1::text[])
     ORDER BY external_id LIMIT 1`,
    [Object.values(school.simulator.world.cases).map(String)],
  );
  return Number(lesson!.external_id);
}

/** A phone that has pulled, and edits without a network: the push is sent when the caller says so. */
async function editOnPhone(externalId: number, fields: object): Promise<() => Promise<unknown>> {
  const device = await school.request<{ deviceId: string }>('POST', '/api/sync/devices', {
    name: 'Phone',
    platform: 'test',
  });
  const pulled = await school.request<{ timestamp: number }>('GET', '/api/sync/initial?tables=appointments');
  const { id } = (await school.row(externalId))!;
  const edited = { id, _status: 'updated', _changed: Object.keys(fields).join(), ...fields };
  return async () => {
    const answer = await school.request<{ results: { status: string }[] }>('POST', '/api/sync/outgoing', {
      pushId: randomUUID(),
      deviceId: device.body.deviceId,
      lastPulledAt: pulled.body.timestamp,
      changes: { appointments: { created: [], updated: [edited], deleted: [] } },
    });
    return answer.body.results.map(({ status }) => status);
  };
}

describe('an attendance that is edited on a phone (S6, A8)', () => {
  it('reaches the location once, comes back as no change, and keeps what a colleague did there meanwhile', async () => {
    const { world } = school.simulator;
    const attended = await anOrdinaryLesson();
    const before = world.getRecord(attended);
    school.simulator.clearJournal();

    const push = await editOnPhone(attended, { attendance: 2 });
    world.patchRecord(attended, { comment: 'Переносимо', seance_length: before.seance_length! + 900 });
    expect(await push()).toEqual(['applied']);
    await deliverAll();
    const runs = [await school.run({ mode: 'full' }), await school.run({ mode: 'full' })];

    expect(writesOf(attended)).toBe(1);
    expect(world.getRecord(attended)).toMatchObject({
      attendance: 2,
      comment: 'Переносимо',
      seance_length: before.seance_length! + 900,
    });
    expect(runs.map(({ counts }) => [counts.created, counts.updated])).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(await school.row(attended)).toMatchObject({ attendance: 2, comment: 'Переносимо' });
  });

  it('is told apart from a colleague’s edit of the same attendance, which is recorded', async () => {
    const { world } = school.simulator;
    const attended = await anOrdinaryLesson();

    const push = await editOnPhone(attended, { attendance: 1 });
    world.patchRecord(attended, { attendance: -1 });
    expect(await push()).toEqual(['applied']);
    await deliverAll();

    expect(world.getRecord(attended)).toMatchObject({ attendance: 1 });
    const [change] = await school.rows(
      `SELECT state, conflicts FROM outgoing_change ORDER BY id DESC LIMIT 1`,
    );
    expect(change).toMatchObject({
      state: 'applied',
      conflicts: [{ field: 'attendance', yours: 1, theirs: -1, kept: 'yours' }],
    });
  });
});

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
