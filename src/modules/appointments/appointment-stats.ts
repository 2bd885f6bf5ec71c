import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT } from '../../config/config.module.js';
import type { Environment } from '../../config/environment.js';
import { Database } from '../../database/database.js';
import { LOGICAL_DUPLICATES } from './appointment-rules.js';
import type { Attendance } from './appointment.sync.js';

const TOP = 5;
/** Teachers that one answer lists: more than any location has. */
const TEACHERS_MAX = 1000;
/** Days that one answer lists, newest first. */
const DAYS_MAX = 366;

/** Figures of all stored appointments (A8); those that the vendor has deleted are counted too, and once by themselves. */
export interface AppointmentFigures {
  readonly total: number;
  readonly deleted: number;
  readonly trials: number;
  /** Attendances that no appointment has are 0. */
  readonly byAttendance: readonly { readonly attendance: Attendance; readonly count: number }[];
  readonly topTeachers: readonly NamedCount[];
  readonly topServices: readonly NamedCount[];
  /** Days of the location, newest first, at most 366. */
  readonly byDate: readonly { readonly date: string; readonly count: number }[];
  /** Rows beyond the oldest of the same lead, start and teacher. */
  readonly duplicates: number;
}

export interface NamedCount {
  readonly id: string;
  /** The newest name of it; null when it has none. */
  readonly name: string | null;
  readonly count: number;
}

/** Counts appointments. It reads only. */
@Injectable()
export class AppointmentStats {
  constructor(
    private readonly database: Database,
    @Inject(ENVIRONMENT) private readonly environment: Pick<Environment, 'ALTEGIO_TIME_ZONE'>,
  ) {}

  async read(): Promise<AppointmentFigures> {
    const [totals, byAttendance, topTeachers, topServices, byDate] = await Promise.all([
      this.database.query<Totals>(TOTALS),
      this.database.query<{ attendance: Attendance; count: number }>(BY_ATTENDANCE),
      this.database.query<NamedCount>(top('teacher'), [TOP]),
      this.database.query<NamedCount>(top('service'), [TOP]),
      this.database.query<{ date: string; count: number }>(BY_DATE, [
        this.environment.ALTEGIO_TIME_ZONE,
        DAYS_MAX,
      ]),
    ]);
    const none = { total: 0, deleted: 0, trials: 0, duplicates: 0 };
    return { ...(totals[0] ?? none), byAttendance, topTeachers, topServices, byDate };
  }

  /** Everybody who has an appointment, those with the most first: what a list can be filtered by. */
  listTeachers(): Promise<NamedCount[]> {
    return this.database.query<NamedCount>(top('teacher'), [TEACHERS_MAX]);
  }
}

type Totals = Pick<AppointmentFigures, 'total' | 'deleted' | 'trials' | 'duplicates'>;

const TOTALS = `
  SELECT count(*)::integer AS total, count(*) FILTER (WHERE is_deleted)::integer AS deleted,
         count(*) FILTER (WHERE is_trial)::integer AS trials,
         (SELECT count(*)::integer FROM (${LOGICAL_DUPLICATES}) AS duplicates) AS duplicates
  FROM appointments`;

const BY_ATTENDANCE = `
  SELECT known.attendance, count(a.id)::integer AS count
  FROM (VALUES (0), (1), (-1), (2)) AS known (attendance) LEFT JOIN appointments AS a USING (attendance)
  GROUP BY known.attendance ORDER BY array_position(ARRAY[0, 1, -1, 2], known.attendance)`;

/** Two teachers may have one name: the id tells them apart. */
function top(what: 'teacher' | 'service'): string {
  return `
    SELECT ${what}_id AS id, (array_agg(${what}_name ORDER BY start_date_time DESC, a.id))[1] AS name,
           count(*)::integer AS count
    FROM appointments AS a GROUP BY ${what}_id ORDER BY count DESC, ${what}_id LIMIT $1`;
}

const BY_DATE = `
  SELECT to_char(start_date_time AT TIME ZONE $1, 'YYYY-MM-DD') AS date, count(*)::integer AS count
  FROM appointments GROUP BY 1 ORDER BY 1 DESC LIMIT $2`;
