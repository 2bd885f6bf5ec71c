import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AltegioApp, TEST_USER_ID } from '../../../test/support/appointments/altegio-app.js';
import { AppointmentsCommands } from './appointments.commands.js';
import type { AppointmentResponse } from './dto/appointment.response.js';

interface List {
  readonly data: readonly AppointmentResponse[];
  readonly pagination: { readonly total: number };
}

interface Problem {
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly { readonly field: string }[];
}

let school: AltegioApp;

beforeAll(async () => {
  school = await AltegioApp.start({ simulator: { records: 60 } });
  await school.run({ mode: 'full' });
});

afterAll(async () => {
  await school.close();
});

function list(query = '') {
  return school.request<List>('GET', `/api/appointments${query}`);
}

async function idOf(externalId: number): Promise<string> {
  return String((await school.row(externalId))!.id);
}

describe('GET /api/appointments', () => {
  it('pages through everything once, the latest lesson first', async () => {
    const first = await list('?limit=20');
    const all = await list('?limit=200');

    expect(first.body.data).toEqual(all.body.data.slice(0, 20));
    expect(new Set(all.body.data.map(({ id }) => id)).size).toBe(all.body.pagination.total);
    const starts = all.body.data.map(({ startDateTime }) => startDateTime);
    expect(starts).toEqual(starts.toSorted().toReversed());
  });

  it('filters by days of the location, attendance, lead, teacher, trial and deletion', async () => {
    const { cases } = school.simulator.world;
    const midnight = await list('?dateFrom=2025-08-13&dateTo=2025-08-13&limit=200');
    const deleted = await list('?isDeleted=true&attendance=-1&teacherId=2100001&limit=200');
    const trial = await list('?isTrial=true&limit=200');
    const lead = await list('?leadId=48210999&sort=externalId&order=asc');

    expect(midnight.body.data.map(({ externalId }) => externalId)).toContain(String(cases.justAfterMidnight));
    expect(midnight.body.data.map(({ externalId }) => externalId)).not.toContain(
      String(cases.acrossMidnight),
    );
    expect(deleted.body.data.map(({ externalId }) => externalId)).toContain(String(cases.deletedNoShow));
    expect(trial.body.data.every(({ isTrial }) => isTrial)).toBe(true);
    expect(trial.body.pagination.total).toBeGreaterThan(0);
    expect(lead.body.data.map(({ externalId }) => externalId)).toEqual(
      [cases.duplicateOne, cases.duplicateTwo].map(String),
    );
  });

  it('tells the zone of the location, and which teachers a list can be filtered by', async () => {
    const [lesson] = (await list('?limit=1')).body.data;
    expect(lesson!.timeZone).toBe('Europe/Kyiv');

    const teachers = await school.request<{ id: string; name: string; count: number }[]>(
      'GET',
      '/api/appointments/teachers',
    );
    expect(teachers.body.length).toBeGreaterThan(0);
    for (const { id, count } of teachers.body) {
      expect((await list(`?teacherId=${id}`)).body.pagination.total).toBe(count);
    }
  });

  it('searches names in any case', async () => {
    expect((await list(`?search=${encodeURIComponent('ДВІЙНИК')}`)).body.pagination.total).toBe(2);
  });

  it.each([
    ['attendance=5', 'attendance'],
    ['attendance=', 'attendance'],
    ['teacherId=x', 'teacherId'],
    ['isTrial=maybe', 'isTrial'],
    ['dateFrom=yesterday', 'dateFrom'],
    ['dateTo=2025-02-30', 'dateTo'],
    ['sort=comment;drop', 'sort'],
    ['unknown=1', 'unknown'],
  ])('refuses ?%s with the field named', async (query, field) => {
    const answer = await school.request<Problem>('GET', `/api/appointments?${query}`);

    expect(answer).toMatchObject({ status: 400, body: { code: 'VALIDATION' } });
    expect(answer.body.errors!.map((error) => error.field)).toContain(field);
  });
});

describe('one appointment', () => {
  it('O7 a person’s attendance and comment survive the import, until they are released', async () => {
    const { world } = school.simulator;
    const id = await idOf(world.cases.waiting);

    const edited = await school.request('PATCH', `/api/appointments/${id}`, {
      attendance: 1,
      comment: 'Була',
    });
    world.patchRecord(world.cases.waiting, { attendance: -1 });
    await school.run({ mode: 'range', from: '2025-08-12', to: '2025-08-12' });
    const kept = await school.request<AppointmentResponse>('GET', `/api/appointments/${id}`);
    const released = await school.request('DELETE', `/api/appointments/${id}/overrides/attendance`);

    expect(edited).toMatchObject({ status: 200, body: { attendance: 1, comment: 'Була' } });
    expect(kept.body).toMatchObject({
      attendance: 1,
      overrides: { attendance: { by: TEST_USER_ID, upstream: -1 }, comment: { upstream: null } },
    });
    expect(kept.headers.etag).toBeDefined();
    expect(released.body).toMatchObject({ attendance: -1, comment: 'Була' });
  });

  it('tells what changed it', async () => {
    const id = await idOf(school.simulator.world.cases.waiting);

    const history = await school.request<{ data: { op: string; actor: string | null }[] }>(
      'GET',
      `/api/appointments/${id}/history`,
    );

    expect(history.body.data.map(({ op }) => op)).toContain('create');
    expect(history.body.data.some(({ actor }) => actor === TEST_USER_ID)).toBe(true);
  });

  it.each([
    ['another field', { leadId: '1' }],
    ['an attendance that is none', { attendance: 7 }],
    ['no attendance', { attendance: null }],
    ['nothing', {}],
  ])('refuses an edit of %s', async (_what, body) => {
    const id = await idOf(school.simulator.world.cases.plain);

    expect(await school.request('PATCH', `/api/appointments/${id}`, body)).toMatchObject({ status: 400 });
  });

  it.each(['GET', 'PATCH'] as const)('answers 404 to %s of one that is not there', async (method) => {
    const body = method === 'PATCH' ? { attendance: 1 } : undefined;

    expect(await school.request(method, '/api/appointments/nobody', body)).toMatchObject({ status: 404 });
  });
});

describe('POST /api/appointments/sync (A2, A7)', () => {
  it('A2 reads the days that are asked for, of the location', async () => {
    school.simulator.clearJournal();

    const answer = await school.request('POST', '/api/appointments/sync?wait=true', { range: 'last-week' });

    expect(answer).toMatchObject({ status: 200, body: { counts: { failed: 0 } } });
    expect(school.simulator.journal[0]!.path).toContain('start_date=2025-08-04&end_date=2025-08-10');
  });

  it('A7 answers 202 with where to watch', async () => {
    const answer = await school.request<{ runId: string }>('POST', '/api/appointments/sync', {
      range: 'today',
    });

    expect(answer.status).toBe(202);
    expect(answer.headers.location).toBe(`/api/runs/${answer.body.runId}`);
    const conflict = await school.request('POST', '/api/appointments/sync', { range: 'today' });
    expect([202, 409]).toContain(conflict.status);
    for (const { body } of [answer, conflict]) {
      await school.request('POST', `/api/runs/${String(body.runId)}/cancel`);
    }
  });

  it.each([
    ['a date that is none', { from: '13.08.2025', to: '2025-08-14' }, 'Invalid date format'],
    ['a day that does not exist', { from: '2025-02-30', to: '2025-03-01' }, 'Invalid date format'],
    ['half of a range', { from: '2025-08-01' }, 'Invalid date format'],
    ['a range backwards', { from: '2025-08-02', to: '2025-08-01' }, 'The range ends before it begins'],
    ['nothing', {}, 'Name a range, or from and to'],
    ['both', { range: 'today', from: '2025-08-01', to: '2025-08-02' }, 'Name a range, or from and to'],
  ])('A2 refuses %s, and fetches nothing', async (_what, body, sentence) => {
    school.simulator.clearJournal();

    const answer = await school.request<Problem>('POST', '/api/appointments/sync', body);

    expect(answer).toMatchObject({ status: 400, body: { code: 'VALIDATION', detail: sentence } });
    expect(school.simulator.journal).toEqual([]);
  });

  it('A10 names the variables that are missing', async () => {
    const own = await AltegioApp.start({
      simulator: { records: 0 },
      environment: { ALTEGIO_USER_TOKEN: undefined, ALTEGIO_COMPANY_TOKEN: undefined },
    });

    const answer = await own.request<Problem>('POST', '/api/appointments/sync', { range: 'today' });
    const webhook = await own.request('POST', own.webhookUrl, {});
    await own.close();

    expect(answer).toMatchObject({
      status: 409,
      body: {
        code: 'SOURCE_NOT_CONFIGURED',
        detail: 'Missing environment variables: ALTEGIO_COMPANY_TOKEN, ALTEGIO_USER_TOKEN',
      },
    });
    expect(webhook.status).toBe(400);
  });
});

describe('the final report (A10)', () => {
  it('A10 has pages, fetched, saved, updated, skipped by reason and errors', async () => {
    const { world } = school.simulator;
    world.patchRecord(world.cases.confirmed, { attendance: -1 });

    const report = await school.get(AppointmentsCommands).sync(['2025-08-12', '2025-08-12']);

    expect(report).toMatchObject({
      state: 'succeeded',
      from: '2025-08-12',
      to: '2025-08-12',
      saved: 0,
      updated: 1,
      errors: 0,
      error: null,
    });
    expect(report.pages).toBeGreaterThan(0);
    const skipped = report.skipped.reduce((sum, { count }) => sum + count, 0);
    expect(report.fetched).toBe(report.saved + report.updated + report.unchanged + skipped);
    expect(report.skipped).toContainEqual({
      reason: 'no-crm-id',
      sentence: 'No CRM id in the name of the client',
      count: expect.any(Number),
    });
  });

  it.each([
    ['Rate limit exceeded', { status: 429, body: { success: false, data: null, meta: {} } }],
    ['Error fetching appointments', { status: 403, body: { success: false, data: null, meta: {} } }],
  ])('A10 %s', async (sentence, fault) => {
    school.simulator.faults.add({ match: { path: '/records' }, ...fault });

    const report = await school.get(AppointmentsCommands).sync(['yesterday']);
    school.simulator.faults.clear();

    expect(report).toMatchObject({
      state: 'failed',
      saved: 0,
      error: expect.stringMatching(`^${sentence}: `),
    });
  });

  it('A2 A10 Invalid date format', async () => {
    await expect(school.get(AppointmentsCommands).sync(['soon'])).rejects.toThrow('Invalid date format');
  });
});
