import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AltegioApp } from '../../../test/support/appointments/altegio-app.js';
import { AltegioEvents } from './altegio.events.js';
import { AltegioInbox } from './altegio.inbox.js';

interface EventRow {
  readonly state: string;
  readonly outcome: string | null;
  readonly attempts: number;
}

let school: AltegioApp;

beforeAll(async () => {
  school = await AltegioApp.start({ simulator: { records: 40 } });
  school.simulator.webhooks.register(school.webhookUrl);
  await school.run({ mode: 'full' });
});

afterAll(async () => {
  await school.close();
});

beforeEach(async () => {
  school.simulator.webhooks.drop();
  school.simulator.faults.clear();
  school.simulator.clearJournal();
  await school.rows('TRUNCATE altegio_event');
});

async function settled(): Promise<void> {
  await school.get(AltegioInbox).idle();
}

function events(): Promise<EventRow[]> {
  return school.rows<EventRow>('SELECT state, outcome, attempts FROM altegio_event ORDER BY id');
}

function event(changes: object = {}): object {
  return {
    company_id: school.simulator.companyId,
    resource: 'record',
    resource_id: school.simulator.world.cases.plain,
    status: 'update',
    data: {},
    ...changes,
  };
}

/** What makes a record of the vendor one for us. */
function lesson(): { service_ids: number[]; client_id: number } {
  const { serviceIds, world } = school.simulator;
  return { service_ids: [serviceIds[0]!], client_id: world.insertClient({ name: '48219999 Новий' }) };
}

/** Lets everything that was put off be due. */
async function hurry(): Promise<void> {
  await school.rows('UPDATE altegio_event SET run_after = now()');
  await school.get(AltegioInbox).drain();
}

describe('webhooks of the location (A13)', () => {
  it('A13 a change arrives at once, without a run', async () => {
    const { world, webhooks } = school.simulator;
    world.patchRecord(world.cases.plain, { attendance: -1 });

    const [delivery] = await webhooks.deliver();
    await settled();

    expect(delivery).toMatchObject({ answerStatus: 202, tries: 1 });
    expect(await school.row(world.cases.plain)).toMatchObject({ attendance: -1 });
    expect(await events()).toEqual([{ state: 'done', outcome: 'stored', attempts: 1 }]);
  });

  it('A13 E22 a new record is stored, with the attendance that it has by now', async () => {
    const { world, webhooks } = school.simulator;
    const { id } = world.insertRecord({ ...lesson(), date: '2025-08-20 10:00:00', attendance: 0 });
    const creation = webhooks.pending;
    world.patchRecord(id, { attendance: 2 });
    expect(creation).toHaveLength(1);

    await webhooks.deliver({ order: 'reversed' });
    await settled();

    expect(await school.row(id)).toMatchObject({ attendance: 2, is_deleted: false });
  });

  it('A13 E22 the same call again is answered, and read only once', async () => {
    const { world, webhooks } = school.simulator;
    world.patchRecord(world.cases.plain, { attendance: 1 });

    await webhooks.deliver({ copies: 5 });
    await settled();

    expect(await events()).toHaveLength(1);
    expect(school.simulator.journal.filter((entry) => entry.path.includes('/record/'))).toHaveLength(1);
  });

  it('A13 E22 a deletion that comes before the creation leaves the record deleted', async () => {
    const { world, webhooks } = school.simulator;
    const { id } = world.insertRecord({ ...lesson(), date: '2025-08-21 10:00:00' });
    world.patchRecord(id, { attendance: 2 });
    world.deleteRecord(id);

    await webhooks.deliver({ order: 'reversed' });
    await settled();
    await hurry();

    expect(await school.row(id)).toMatchObject({ is_deleted: true });
    expect((await events()).every(({ state }) => state === 'done')).toBe(true);
  });

  it.each(['as-made', 'reversed', 'shuffled'] as const)(
    'A13 E22 many calls, %s and doubled, end where the vendor is',
    async (order) => {
      const { world, webhooks } = school.simulator;
      const ids = [world.cases.plain, world.cases.noShow, world.cases.confirmed];
      for (const attendance of [0, 1, 2, -1, 0, 2] as const) {
        ids.forEach((id) => world.patchRecord(id, { attendance }));
      }
      world.deleteRecord(ids[0]!);
      world.restoreRecord(ids[0]!);
      world.deleteRecord(ids[1]!);

      await webhooks.deliver({ order, copies: 2 });
      await settled();
      await hurry();

      const rows = await Promise.all(ids.map((id) => school.row(id)));
      expect(rows.map((row) => [row!.attendance, row!.is_deleted])).toEqual([
        [2, false],
        [2, true],
        [2, false],
      ]);
      world.restoreRecord(ids[1]!);
    },
  );

  it('A13 E22 a record that nobody knows is nothing to do', async () => {
    await school.request('POST', school.webhookUrl, event({ resource_id: 1, status: 'update' }));
    await school.request('POST', school.webhookUrl, event({ resource_id: 1, status: 'delete' }));
    await settled();

    expect((await events()).map(({ state, outcome }) => [state, outcome])).toEqual([
      ['done', 'unknown'],
      ['done', 'unknown'],
    ]);
  });

  it('A13 E2 a deletion of a record that the vendor no longer has at all marks the appointment', async () => {
    const { world } = school.simulator;
    const id = world.cases.idFirst;
    world.removeRecord(id);

    await school.request('POST', school.webhookUrl, event({ resource_id: id, status: 'delete' }));
    await settled();

    expect(await school.row(id)).toMatchObject({ is_deleted: true, lead_id: '48210777' });
  });

  it('A13 what a call carries is not believed', async () => {
    const { cases } = school.simulator.world;
    const before = await school.row(cases.idLast);
    const data = { id: cases.idLast, visit_attendance: -1, deleted: true, client: { name: '1 Forged' } };

    await school.request('POST', school.webhookUrl, event({ resource_id: cases.idLast, data }));
    await settled();

    expect(await school.row(cases.idLast)).toEqual(before);
  });

  it('A13 a vendor that is away is asked again later', async () => {
    const { world, webhooks } = school.simulator;
    world.patchRecord(world.cases.plain, { attendance: -1 });
    school.simulator.faults.serverError(1);

    await webhooks.deliver();
    await settled();
    const waiting = await events();
    await hurry();

    expect(waiting).toEqual([{ state: 'waiting', outcome: 'temporary', attempts: 1 }]);
    expect(await events()).toEqual([{ state: 'done', outcome: 'stored', attempts: 2 }]);
    expect(await school.row(world.cases.plain)).toMatchObject({ attendance: -1 });
  });

  it('A13 E2 a 429 holds all other records back, too, until the time that it named', async () => {
    const { world, webhooks, faults } = school.simulator;
    const ids = [world.cases.idLast, world.cases.noShow, world.cases.confirmed];
    ids.forEach((id) => world.patchRecord(id, { comment: 'Інша аудиторія' }));
    faults.tooManyRequests({ times: 1, retryAfter: '60' }, { path: '/record/' });

    await webhooks.deliver();
    await settled();
    const asked = school.simulator.journal.length;
    await hurry();
    const askedMeanwhile = school.simulator.journal.length;
    await school.rows('UPDATE source_budget SET paused_until = now()');
    await hurry();

    expect([asked, askedMeanwhile]).toEqual([1, 1]);
    expect((await events()).map(({ state }) => state)).toEqual(['done', 'done', 'done']);
    expect(school.simulator.journal).toHaveLength(4);
  });

  it('A13 E3 refused credentials are tried with one record, and not with every call', async () => {
    const { world, webhooks, faults } = school.simulator;
    const ids = [world.cases.idLast, world.cases.noShow, world.cases.confirmed];
    ids.forEach((id) => world.patchRecord(id, { comment: 'Перенесено' }));
    faults.unauthorized({ path: '/record/' });

    await webhooks.deliver();
    await settled();
    const asked = school.simulator.journal.length;
    faults.clear();
    await hurry();

    expect(asked).toBe(1);
    expect((await events()).map(({ state, attempts }) => [state, attempts]).sort()).toEqual([
      ['done', 1],
      ['done', 1],
      ['done', 2],
    ]);
  });

  it('A13 a call during a run is looked at once more after it, for a page may be older', async () => {
    const { world, webhooks } = school.simulator;
    world.patchRecord(world.cases.plain, { attendance: 2 });
    const [run] = await school.rows<{ id: string }>(
      `UPDATE source_run SET state = 'running' WHERE id = (SELECT id FROM source_run LIMIT 1) RETURNING id`,
    );

    await webhooks.deliver();
    await settled();
    const during = await events();
    await school.rows(`UPDATE source_run SET state = 'succeeded' WHERE id = $1`, [run!.id]);
    await hurry();

    expect(during).toEqual([{ state: 'waiting', outcome: 'stored, looked at once more', attempts: 1 }]);
    expect(await events()).toEqual([{ state: 'done', outcome: 'stored', attempts: 2 }]);
  });

  it('A13 an event of a worker that died is taken over when its claim has run out, and not before', async () => {
    await school.rows(`INSERT INTO altegio_event (record_id, status, digest, state, claimed_until)
                       VALUES ('${school.simulator.world.cases.plain}', 'update', 'd1', 'working', now() + interval '1 hour')`);
    const tooEarly = await school.get(AltegioInbox).drain();
    await school.rows(`UPDATE altegio_event SET claimed_until = now() - interval '1 second'`);

    expect(tooEarly).toBe(0);
    expect(await school.get(AltegioInbox).drain()).toBe(1);
    expect(await events()).toMatchObject([{ state: 'done' }]);
  });

  it('A13 one record is claimed by one worker at a time', async () => {
    const inbox = school.get(AltegioEvents);
    for (const digest of ['a', 'b', 'c']) {
      await inbox.add({ recordId: '7', status: 'update', digest });
    }

    const claims = await Promise.all([inbox.claim(), inbox.claim(), inbox.claim()]);

    expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
  });

  it.each([
    ['a wrong secret', '/api/webhooks/altegio/not-the-secret-at-all', event, 404],
    ['no secret', '/api/webhooks/altegio/', event, 404],
    ['no fields', '', () => ({}), 400],
    ['a status of its own', '', () => event({ status: 'explode' }), 400],
    ['an id that is none', '', () => event({ resource_id: "1'; DROP TABLE" }), 400],
  ])('A13 refuses a call with %s', async (_what, path, body, status) => {
    const answer = await school.request('POST', path === '' ? school.webhookUrl : path, body());

    expect(answer.status).toBe(status);
    expect(await events()).toEqual([]);
  });

  it.each([
    ['another resource', () => event({ resource: 'client' })],
    ['a schedule, which has no data', () => event({ resource: 'master_schedule', data: [] })],
    ['another location', () => event({ company_id: 1 })],
  ])('A13 answers a call about %s, and does nothing', async (_what, body) => {
    expect(await school.request('POST', school.webhookUrl, body())).toMatchObject({
      status: 202,
      body: { accepted: false },
    });
    expect(await events()).toEqual([]);
  });

  it('A13 forgets what was settled a week ago', async () => {
    await school.rows(`INSERT INTO altegio_event (record_id, status, digest, state, settled_at)
      VALUES ('1', 'update', 'old', 'done', now() - interval '8 days'), ('1', 'update', 'new', 'done', now())`);

    expect(await school.get(AltegioEvents).purge()).toBe(1);
  });

  it('A10 neither secret nor record is in the log', () => {
    expect(school.logLines.join('')).not.toMatch(/a-webhook-secret|Forged/);
  });
});
