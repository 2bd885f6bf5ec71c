import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AltegioApp, TEST_USER_ID } from '../../../test/support/appointments/altegio-app.js';
import {
  type InsertAppointment,
  inserterOf,
} from '../../../test/support/appointments/stored-appointments.js';
import { SourceStatuses } from '../../flow/external-source/external-source.public.js';
import { AppointmentIntegritySchedule } from './appointment-integrity.schedule.js';
import type { AppointmentRule } from './appointment-rules.js';
import { AppointmentsCommands } from './appointments.commands.js';

interface Backup {
  readonly purpose: string;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

let school: AltegioApp;
let insert: InsertAppointment;

beforeAll(async () => {
  school = await AltegioApp.start({ simulator: { records: 0 } });
  insert = inserterOf(school);
});

afterAll(async () => {
  await school.close();
});

beforeEach(async () => {
  await school.rows('TRUNCATE appointments, appointment_removed, appointment_check');
});

async function findings(): Promise<Partial<Record<AppointmentRule, string[]>>> {
  const report = await school.get(AppointmentsCommands).validate();
  return Object.fromEntries(report.findings.map(({ rule, examples }) => [rule, [...examples]]));
}

async function readBackup(name: string): Promise<Backup> {
  return JSON.parse(await readFile(path.join(school.dataDir, 'backups', name), 'utf8')) as Backup;
}

async function storedIds(): Promise<string[]> {
  return (await school.rows<{ id: string }>('SELECT id FROM appointments ORDER BY id')).map(({ id }) => id);
}

describe('the validation of appointments (A9)', () => {
  it('A9 finds nothing in what is sound', async () => {
    await insert();
    await insert({
      start_date_time: '2025-09-01T10:00:00Z',
      end_date_time: '2025-09-01T11:00:00Z',
      attendance: 2,
    });
    await insert({ end_date_time: '2025-08-12T15:30:00Z' });
    await insert({ end_date_time: '2025-08-12T17:00:00Z' });

    expect(await school.get(AppointmentsCommands).validate()).toMatchObject({ isValid: true, findings: [] });
  });

  it.each<[string, AppointmentRule, object]>([
    ['an appointment without an id', 'missing-field', { external_id: null }],
    ['an empty teacher', 'missing-field', { teacher_id: '' }],
    ['a lead with letters', 'lead-id-not-digits', { lead_id: 'A12345' }],
    ['a service that is no number', 'id-not-digits', { service_id: 'english' }],
    ['a year of another age', 'impossible-date', { start_date_time: '1970-01-01T00:00:00Z' }],
    ['an end that is the start', 'start-not-before-end', { end_date_time: '2025-08-12T15:00:00Z' }],
    ['an end before the start', 'start-not-before-end', { end_date_time: '2025-08-12T14:00:00Z' }],
    [
      'a lesson of the future that somebody came to',
      'attended-in-future',
      { start_date_time: '2025-08-15T15:00:00Z', end_date_time: '2025-08-15T16:00:00Z' },
    ],
    ['29 minutes', 'unusual-length', { end_date_time: '2025-08-12T15:29:00Z' }],
    ['121 minutes', 'unusual-length', { end_date_time: '2025-08-12T17:01:00Z' }],
    ['a blank name', 'missing-name', { lead_name: ' ' }],
  ])('A9 finds %s', async (_what, rule, changes) => {
    await insert();
    const id = await insert(changes);

    expect((await findings())[rule]).toEqual([id]);
  });

  it('A9 finds a logical duplicate, but not a lesson that was cancelled and booked anew', async () => {
    await insert({ lead_id: '7', created_at: '2025-08-01T00:00:00Z' });
    const younger = await insert({ lead_id: '7', created_at: '2025-08-02T00:00:00Z' });
    await insert({ lead_id: '8', is_deleted: true });
    await insert({ lead_id: '8' });

    expect(await findings()).toEqual({ 'logical-duplicate': [younger] });
  });

  it('A9 a warning alone leaves the whole valid', async () => {
    await insert({ end_date_time: '2025-08-12T19:00:00Z' });

    expect(await school.get(AppointmentsCommands).validate()).toMatchObject({
      isValid: true,
      findings: [{ rule: 'unusual-length', severity: 'warning', count: 1 }],
      repair: null,
    });
  });

  it('A11 keeps what the hourly check found, and shows it in the status of the source', async () => {
    await insert({ lead_id: 'A1', lead_name: null });

    const outcome = await school.get(AppointmentIntegritySchedule).run();

    expect(outcome).toEqual({ findings: { 'lead-id-not-digits': 1, 'missing-name': 1 } });
    expect(await school.get(SourceStatuses).get('altegio')).toMatchObject({
      warnings: ['The CRM id is not digits only: 1'],
    });
    expect(await school.request('GET', '/api/sources/altegio')).toMatchObject({
      body: { warnings: ['The CRM id is not digits only: 1'] },
    });
    expect(await school.request('GET', '/api/appointments/validate')).toMatchObject({
      status: 200,
      body: {
        isValid: false,
        lastCheck: { checkedAt: '2025-08-13T17:00:00.000Z', findings: { 'lead-id-not-digits': 1 } },
      },
    });
  });
});

describe('the repair of appointments (A9)', () => {
  it('A9 repairs what is safe, says what it did, and leaves the rest to a person', async () => {
    const blank = await insert({ lead_name: '  ', teacher_name: '' });
    const spaced = await insert({ lead_id: ' 48 210 ' });
    const lost = await insert({ external_id: null });
    const odd = await insert({ lead_id: 'A12345' });

    const answer = await school.request<{ repair: { actions: object[]; backup: string } }>(
      'POST',
      '/api/appointments/validate',
      { fix: true },
    );

    expect(answer).toMatchObject({
      status: 200,
      body: {
        isValid: false,
        findings: [{ rule: 'lead-id-not-digits', examples: [odd] }, { rule: 'missing-name' }],
        repair: {
          actions: [
            { action: 'rows-without-ids-removed', count: 1 },
            { action: 'blank-names-emptied', count: 1 },
            { action: 'spaces-in-ids-removed', count: 1 },
          ],
        },
      },
    });
    const rows = await school.rows<{ id: string; lead_id: string; lead_name: string | null }>(
      'SELECT id, lead_id, lead_name, teacher_name FROM appointments',
    );
    expect(rows.find(({ id }) => id === blank)).toMatchObject({ lead_name: null, teacher_name: null });
    expect(rows.find(({ id }) => id === spaced)).toMatchObject({ lead_id: '48210', lead_name: 'Марія' });
    expect(rows.find(({ id }) => id === lost)).toBeUndefined();
  });

  it('A9 the backup has the touched rows as they were, for nobody else to read', async () => {
    const spaced = await insert({ lead_id: ' 48210 ', comment: 'Ünï 🌿' });
    await insert();

    const { repair } = await school.get(AppointmentsCommands).validate({ fix: true });

    const backup = await readBackup(repair!.backup!);
    expect(backup).toMatchObject({
      purpose: 'repair',
      rows: [{ id: spaced, lead_id: ' 48210 ', comment: 'Ünï 🌿' }],
    });
    const { mode } = await stat(path.join(school.dataDir, 'backups', repair!.backup!));
    expect(mode & 0o777).toBe(0o600);
  });

  it('A9 changes nothing when the backup cannot be written', async () => {
    const own = await AltegioApp.start({
      simulator: { records: 0 },
      environment: { DATA_DIR: '/dev/null/nowhere' },
    });
    await own.rows(
      `INSERT INTO appointments (external_id, lead_id, teacher_id, service_id, start_date_time, end_date_time)
       VALUES ('1', ' 7 ', '1', '1', now(), now())`,
    );

    await expect(own.get(AppointmentsCommands).validate({ fix: true })).rejects.toThrow();
    await expect(own.get(AppointmentsCommands).clean()).resolves.toEqual({ removedCount: 0, backup: null });

    expect(await own.rows('SELECT lead_id FROM appointments')).toEqual([{ lead_id: ' 7 ' }]);
    await own.close();
  });

  it('A9 without a need it writes no backup and touches no row', async () => {
    await insert();
    const before = await school.versions();
    const files = await readdir(path.join(school.dataDir, 'backups')).catch(() => []);

    const { repair } = await school.get(AppointmentsCommands).validate({ fix: true });

    expect(repair).toEqual({ actions: [], backup: null });
    expect(await school.versions()).toBe(before);
    expect(await readdir(path.join(school.dataDir, 'backups')).catch(() => [])).toEqual(files);
  });

  it('A9 without fix it repairs nothing', async () => {
    await insert({ lead_id: ' 7 ' });

    await school.request('POST', '/api/appointments/validate', {});

    expect(await school.rows('SELECT lead_id FROM appointments')).toEqual([{ lead_id: ' 7 ' }]);
  });
});

describe('the clearing of duplicates (A8)', () => {
  it('A8 keeps the oldest of each, backs the others up, and logs their removal', async () => {
    const oldest = await insert({ lead_id: '7', created_at: '2025-08-01T00:00:00Z' });
    const younger = await insert({ lead_id: '7', created_at: '2025-08-02T00:00:00Z' });
    const youngest = await insert({ lead_id: '7', created_at: '2025-08-03T00:00:00Z' });
    const otherTime = await insert({
      lead_id: '7',
      start_date_time: '2025-08-12T18:00:00Z',
      end_date_time: '2025-08-12T19:00:00Z',
    });

    const answer = await school.request<{ backup: string }>('POST', '/api/appointments/clean');

    expect(answer).toMatchObject({ status: 200, body: { removedCount: 2 } });
    expect(await storedIds()).toEqual([oldest, otherTime].sort());
    const backup = await readBackup(answer.body.backup);
    expect(backup.rows.map(({ id }) => id)).toEqual([younger, youngest].sort());
    const logged = await school.rows<{ entity_id: string; actor: string }>(
      `SELECT entity_id, actor FROM change_log WHERE entity = 7 AND op = 'D' AND entity_id = ANY ($1) ORDER BY 1`,
      [[younger, youngest]],
    );
    expect(logged).toEqual([younger, youngest].sort().map((id) => ({ entity_id: id, actor: TEST_USER_ID })));
  });

  it('A8 of rows that came in one import, the one with the lower number is the oldest', async () => {
    const together = { lead_id: '7', created_at: '2025-08-01T00:00:00Z' };
    await insert({ ...together, external_id: '1000' });
    const lower = await insert({ ...together, external_id: '999' });

    await school.get(AppointmentsCommands).clean();

    expect(await storedIds()).toEqual([lower]);
  });

  it('A8 a removed duplicate does not come back with the next import, until it is one no more', async () => {
    const { world } = school.simulator;
    await school.run({ mode: 'full' });
    const { removedCount } = await school.get(AppointmentsCommands).clean();
    const { counts } = await school.run({ mode: 'full' });
    const afterImport = await school.row(world.cases.duplicateTwo);
    world.deleteRecord(world.cases.duplicateOne);
    await school.run({ mode: 'full' });
    await school.run({ mode: 'full' });

    expect(removedCount).toBeGreaterThan(0);
    expect(counts.created).toBe(0);
    expect(afterImport).toBeUndefined();
    expect(await school.row(world.cases.duplicateTwo)).toBeDefined();
    world.restoreRecord(world.cases.duplicateOne);
  });
});
