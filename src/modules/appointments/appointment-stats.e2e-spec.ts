import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AltegioApp } from '../../../test/support/appointments/altegio-app.js';
import {
  type InsertAppointment,
  inserterOf,
} from '../../../test/support/appointments/stored-appointments.js';
import { AppointmentStats } from './appointment-stats.js';

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
  await school.rows('TRUNCATE appointments');
});

describe('the statistics of appointments (A8)', () => {
  it('A8 counts by attendance, teacher, service and day of the location', async () => {
    for (let teacher = 1; teacher <= 6; teacher += 1) {
      for (let lesson = 0; lesson < teacher; lesson += 1) {
        await insert({ teacher_id: String(teacher), teacher_name: `Учитель ${teacher}` });
      }
    }
    await insert({ lead_id: '7', attendance: -1, is_trial: true, service_id: '9', service_name: null });
    await insert({ lead_id: '7', attendance: 2, service_id: '9', service_name: null });
    await insert({
      attendance: 0,
      is_deleted: true,
      start_date_time: '2025-08-12T22:30:00Z',
      end_date_time: '2025-08-12T23:00:00Z',
    });

    const stats = await school.get(AppointmentStats).read();

    expect(stats).toEqual({
      total: 24,
      deleted: 1,
      trials: 1,
      duplicates: 1,
      byAttendance: [
        { attendance: 0, count: 1 },
        { attendance: 1, count: 21 },
        { attendance: -1, count: 1 },
        { attendance: 2, count: 1 },
      ],
      topTeachers: [
        { id: '6', name: 'Учитель 6', count: 6 },
        { id: '5', name: 'Учитель 5', count: 5 },
        { id: '4', name: 'Учитель 4', count: 4 },
        { id: '2100001', name: 'Олена Тестова', count: 3 },
        { id: '3', name: 'Учитель 3', count: 3 },
      ],
      topServices: [
        { id: '12508353', name: 'Англійська', count: 22 },
        { id: '9', name: null, count: 2 },
      ],
      byDate: [
        { date: '2025-08-13', count: 1 },
        { date: '2025-08-12', count: 23 },
      ],
    });
    expect((await school.request('GET', '/api/appointments/stats')).body).toEqual(stats);
  });

  it('A8 of no appointments there is nothing but zeros', async () => {
    expect(await school.get(AppointmentStats).read()).toMatchObject({
      total: 0,
      duplicates: 0,
      byAttendance: [{ count: 0 }, { count: 0 }, { count: 0 }, { count: 0 }],
      topTeachers: [],
      byDate: [],
    });
  });
});
