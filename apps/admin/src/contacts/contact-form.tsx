import type { ReactElement } from 'react';
import { Create, maxLength, required, SelectInput, SimpleForm, TextInput } from 'react-admin';
import { RecordEdit } from '../ui/record-edit.js';
import { CONTACT_STATUSES } from './contact-status.js';

/** As the API has them (CreateContactRequest). */
const TEXT_LENGTH_MAX = 2000;
const NOTES_LENGTH_MAX = 20_000;

export function ContactEdit(): ReactElement {
  return (
    <RecordEdit canDelete>
      <ContactInputs />
    </RecordEdit>
  );
}

export function ContactCreate(): ReactElement {
  return (
    <Create redirect="show">
      <SimpleForm defaultValues={{ status: 'active' }} warnWhenUnsavedChanges>
        <ContactInputs />
      </SimpleForm>
    </Create>
  );
}

function ContactInputs(): ReactElement {
  const short = maxLength(TEXT_LENGTH_MAX);
  return (
    <>
      <TextInput source="name" validate={[required(), short]} />
      <TextInput source="phone" type="tel" validate={short} />
      <TextInput source="email" validate={short} />
      <TextInput source="company" validate={short} />
      <TextInput source="position" validate={short} />
      <SelectInput source="status" choices={CONTACT_STATUSES} validate={required()} />
      <TextInput source="notes" multiline minRows={3} validate={maxLength(NOTES_LENGTH_MAX)} />
    </>
  );
}
