/** What the validation looks for (A9). Attendance outside its set and a second row of one appointmentId cannot be stored. */
export const APPOINTMENT_RULES = {
  'missing-field': { severity: 'error', sentence: 'appointmentId, lead, teacher or service is empty' },
  'lead-id-not-digits': { severity: 'error', sentence: 'The CRM id is not digits only' },
  'id-not-digits': {
    severity: 'error',
    sentence: 'The id of the appointment, teacher or service is no number',
  },
  'impossible-date': { severity: 'error', sentence: 'A date lies before 2000 or after 2100' },
  'start-not-before-end': { severity: 'error', sentence: 'The lesson does not begin before it ends' },
  'attended-in-future': {
    severity: 'error',
    sentence: 'A lesson of the future is marked arrived or no-show',
  },
  'logical-duplicate': { severity: 'error', sentence: 'An older row has the same lead, start and teacher' },
  'unusual-length': {
    severity: 'warning',
    sentence: 'The lesson is shorter than 30 or longer than 120 minutes',
  },
  'missing-name': { severity: 'warning', sentence: 'The lead, the teacher or the service has no name' },
} as const satisfies Record<string, { severity: 'error' | 'warning'; sentence: string }>;

export type AppointmentRule = keyof typeof APPOINTMENT_RULES;

/** Not deleted ones only: a lesson that was cancelled and booked anew is no duplicate. Oldest first in each group. */
const RANKED = `
  SELECT id, external_id, first_value(id) OVER same AS kept_id, row_number() OVER same AS place
  FROM appointments WHERE NOT is_deleted
  WINDOW same AS (
    PARTITION BY lead_id, start_date_time, teacher_id
    ORDER BY created_at, length(external_id), external_id, id ROWS UNBOUNDED PRECEDING)`;

/** Rows beyond the oldest of their group. */
export const LOGICAL_DUPLICATES = `SELECT id, external_id, kept_id FROM (${RANKED}) AS ranked WHERE place > 1`;

/** Rule, count and first ids of everything that is wrong. `$1`: now, `$2`: how many ids. */
export const JUDGE_ALL = `
  WITH judged AS (
    SELECT a.id, rule
    FROM appointments AS a CROSS JOIN LATERAL (VALUES
      ('missing-field', coalesce(external_id, '') = '' OR lead_id = '' OR teacher_id = '' OR service_id = ''),
      ('lead-id-not-digits', lead_id <> '' AND lead_id !~ '^[0-9]+$'),
      ('id-not-digits', external_id !~ '^[0-9]*$' OR teacher_id !~ '^[0-9]*$' OR service_id !~ '^[0-9]*$'),
      ('impossible-date', extract(year FROM start_date_time) NOT BETWEEN 2000 AND 2100
                          OR extract(year FROM end_date_time) NOT BETWEEN 2000 AND 2100),
      ('start-not-before-end', start_date_time >= end_date_time),
      ('attended-in-future', NOT is_deleted AND start_date_time > $1::timestamptz AND attendance IN (-1, 1)),
      ('unusual-length', NOT is_deleted AND start_date_time < end_date_time
        AND end_date_time - start_date_time NOT BETWEEN interval '30 minutes' AND interval '120 minutes'),
      ('missing-name', btrim(coalesce(lead_name, '')) = '' OR btrim(coalesce(teacher_name, '')) = ''
                       OR btrim(coalesce(service_name, '')) = '')
    ) AS rules (rule, is_broken)
    WHERE is_broken
    UNION ALL
    SELECT id, 'logical-duplicate' FROM (${LOGICAL_DUPLICATES}) AS duplicates
  )
  SELECT rule, count(*)::integer AS count, (array_agg(id ORDER BY id))[1:$2::integer] AS examples
  FROM judged GROUP BY rule ORDER BY rule`;
