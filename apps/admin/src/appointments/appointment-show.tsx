import type { ReactElement } from 'react';
import { useText } from '../i18n/text.js';
import { Detail, Details, SectionTitle } from '../ui/details.js';
import { InstantField, PlainField, YesNoField } from '../ui/fields.js';
import { RecordShow } from '../ui/record-show.js';
import { StateField } from '../ui/tone-chip.js';
import { ATTENDANCE_TONES } from './attendance.js';
import { LessonTime } from './lesson-time.js';

export function AppointmentShow(): ReactElement {
  const text = useText();
  return (
    <RecordShow>
      <Details>
        <Detail source="startDateTime">
          <LessonTime source="startDateTime" />
        </Detail>
        <Detail source="endDateTime">
          <LessonTime source="endDateTime" />
        </Detail>
        <Detail source="timeZone">
          <PlainField source="timeZone" />
        </Detail>
        <Detail source="attendance">
          <StateField source="attendance" tones={ATTENDANCE_TONES} />
        </Detail>
        <Texts sources={['leadName', 'leadId', 'teacherName', 'serviceName']} />
        {['isTrial', 'isDeleted'].map((source) => (
          <Detail key={source} source={source}>
            <YesNoField source={source} />
          </Detail>
        ))}
        <Detail source="comment" isWide>
          <PlainField source="comment" />
        </Detail>
      </Details>
      <SectionTitle>{text('resources.appointments.sections.record')}</SectionTitle>
      <Details>
        <Texts sources={['externalId', 'teacherId', 'serviceId']} />
        {['createdAt', 'updatedAt'].map((source) => (
          <Detail key={source} source={source}>
            <InstantField source={source} />
          </Detail>
        ))}
      </Details>
    </RecordShow>
  );
}

function Texts({ sources }: { readonly sources: readonly string[] }): ReactElement {
  return (
    <>
      {sources.map((source) => (
        <Detail key={source} source={source}>
          <PlainField source={source} />
        </Detail>
      ))}
    </>
  );
}
