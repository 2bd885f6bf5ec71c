import type { ReactElement } from 'react';
import { Create, maxLength, required, SelectInput, SimpleForm, TextInput } from 'react-admin';
import { matches } from '../ui/matches.js';
import { PersonInput } from '../ui/person-input.js';
import { RecordEdit } from '../ui/record-edit.js';
import { RecordInput } from '../ui/record-input.js';

import { STAGE_CHOICES } from './deal-stage.js';

/** As the API has them (CreateDealRequest). */
const TEXT_LENGTH_MAX = 2000;
const NOTE_LENGTH_MAX = 20_000;
const money = matches(/^-?\d{1,12}(\.\d{1,2})?$/, 'resources.deals.decimal');
const currency = matches(/^[A-Z]{3}$/, 'resources.deals.currency_code');

export function DealEdit(): ReactElement {
  return (
    <RecordEdit canDelete>
      <DealInputs />
    </RecordEdit>
  );
}

export function DealCreate(): ReactElement {
  return (
    <Create redirect="show">
      <SimpleForm defaultValues={{ stage: 'new' }} warnWhenUnsavedChanges>
        <DealInputs />
      </SimpleForm>
    </Create>
  );
}

function DealInputs(): ReactElement {
  return (
    <>
      <TextInput source="title" validate={[required(), maxLength(TEXT_LENGTH_MAX)]} />
      <SelectInput source="stage" choices={STAGE_CHOICES} validate={required()} />
      <TextInput source="amount" validate={money} slotProps={{ htmlInput: { inputMode: 'decimal' } }} />
      <TextInput source="currency" validate={currency} parse={(value: string) => value.toUpperCase()} />
      <RecordInput source="contactId" reference="contacts" />
      <PersonInput source="assignedToUserId" />
      <TextInput source="description" multiline minRows={3} validate={maxLength(NOTE_LENGTH_MAX)} />
    </>
  );
}
