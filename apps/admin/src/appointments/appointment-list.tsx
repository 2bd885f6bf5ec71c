import type { ReactElement } from 'react';
import { Box } from '@mui/material';
import { DataTable, DateInput, SearchInput, SelectInput, useRecordContext } from 'react-admin';
import type { Schema } from '../api/api-client.js';
import { useText } from '../i18n/text.js';
import { PlainField } from '../ui/fields.js';
import { OverrideMark } from '../ui/override-mark.js';
import { RecordList } from '../ui/record-list.js';
import { StateField, ToneChip } from '../ui/tone-chip.js';
import { AppointmentsCheck } from './appointments-check.js';
import { ATTENDANCE_TONES, ATTENDANCES, YES_NO } from './attendance.js';
import { exportedTime, today } from './exported-time.js';
import { LessonTime } from './lesson-time.js';
import { TeacherFilter } from './teacher-filter.js';

const FILTERS = [
  <SearchInput key="q" source="q" alwaysOn />,
  <DateInput key="dateFrom" source="dateFrom" alwaysOn />,
  <DateInput key="dateTo" source="dateTo" alwaysOn />,
  <SelectInput key="attendance" source="attendance" choices={ATTENDANCES} alwaysOn />,
  <TeacherFilter key="teacherId" source="teacherId" alwaysOn />,
  <SelectInput key="isDeleted" source="isDeleted" choices={YES_NO} alwaysOn />,
  <SelectInput key="isTrial" source="isTrial" choices={YES_NO} />,
];

const EXPORTED = [
  ...(['startDateTime', 'endDateTime'] as const).map((field) => ({
    field,
    value: (lesson: Readonly<Record<string, unknown>>) => exportedTime(lesson[field], lesson.timeZone),
  })),
  'timeZone',
  'leadId',
  'leadName',
  'teacherName',
  'serviceName',
  'attendance',
  'comment',
  'isTrial',
  'isDeleted',
  'externalId',
];

export function AppointmentList(): ReactElement {
  return (
    <RecordList
      header={<AppointmentsCheck />}
      filters={FILTERS}
      // Who came is said of lessons until today; later ones are a filter away.
      filterDefaults={{ isDeleted: 'false', dateTo: today() }}
      sort={{ field: 'startDateTime', order: 'DESC' }}
      exported={EXPORTED}
      phone={{
        primary: ({ leadName, leadId }) => String(leadName ?? leadId),
        secondary: () => <PhoneLines />,
      }}
    >
      <DataTable.Col source="startDateTime">
        <LessonTime source="startDateTime" />
      </DataTable.Col>
      <DataTable.Col source="leadName" />
      <DataTable.Col source="leadId" />
      <DataTable.Col source="teacherName" />
      <DataTable.Col source="serviceName">
        <PlainField source="serviceName" /> <Flags />
      </DataTable.Col>
      <DataTable.Col source="attendance">
        <Box component="span" sx={{ whiteSpace: 'nowrap' }}>
          <StateField source="attendance" tones={ATTENDANCE_TONES} /> <OverrideMark source="attendance" />
        </Box>
      </DataTable.Col>
    </RecordList>
  );
}

/** What is unusual about a lesson. */
function Flags(): ReactElement {
  const text = useText();
  const lesson = useRecordContext<Schema<'AppointmentResponse'>>();
  return (
    <>
      {lesson?.isTrial === true ? (
        <ToneChip tone="primary" label={text('resources.appointments.fields.isTrial')} />
      ) : null}
      {lesson?.isDeleted === true ? (
        <ToneChip tone="warning" label={text('resources.appointments.fields.isDeleted')} />
      ) : null}
    </>
  );
}

function PhoneLines(): ReactElement {
  return (
    <Box component="span" sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1, alignItems: 'center' }}>
      <LessonTime source="startDateTime" />
      <StateField source="attendance" tones={ATTENDANCE_TONES} /> <Flags />
      <Box component="span" sx={{ width: '100%' }}>
        <PlainField source="teacherName" />
      </Box>
    </Box>
  );
}
