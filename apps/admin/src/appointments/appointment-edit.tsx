import type { ReactElement } from 'react';
import { maxLength, required, SelectInput, TextInput } from 'react-admin';
import { Marked, RecordEdit } from '../ui/record-edit.js';
import { ATTENDANCES } from './attendance.js';

/** What people may set of a lesson, as the API has it (EditAppointmentRequest); the rest belongs to the location. */
export function AppointmentEdit(): ReactElement {
  return (
    <RecordEdit>
      <Marked source="attendance">
        <SelectInput source="attendance" choices={ATTENDANCES} validate={required()} />
      </Marked>
      <Marked source="comment">
        <TextInput source="comment" multiline minRows={3} validate={maxLength(2000)} />
      </Marked>
    </RecordEdit>
  );
}
