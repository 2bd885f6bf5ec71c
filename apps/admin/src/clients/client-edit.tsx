import type { ReactElement } from 'react';
import { maxLength, TextInput } from 'react-admin';
import { Marked, RecordEdit } from '../ui/record-edit.js';

/** What people may set of a client, as the API has it (EditClientRequest); the figures belong to the source. */
export function ClientEdit(): ReactElement {
  return (
    <RecordEdit>
      <Marked source="country">
        <TextInput source="country" validate={maxLength(100)} />
      </Marked>
      <TextInput source="notes" multiline minRows={4} validate={maxLength(10_000)} />
    </RecordEdit>
  );
}
