import type { ReactElement } from 'react';
import { ReferenceField, SelectField } from 'react-admin';
import { Detail, Details } from '../ui/details.js';
import { InstantField, PlainField } from '../ui/fields.js';
import { PersonField } from '../ui/person-field.js';
import { RecordShow } from '../ui/record-show.js';
import { STAGE_CHOICES } from './deal-stage.js';
import { MoneyField } from './money.js';

export function DealShow(): ReactElement {
  return (
    <RecordShow>
      <Details>
        <Detail source="title">
          <PlainField source="title" />
        </Detail>
        <Detail source="stage">
          <SelectField source="stage" choices={STAGE_CHOICES} variant="inherit" />
        </Detail>
        <Detail source="amount">
          <MoneyField />
        </Detail>
        <Detail source="contactId">
          <ReferenceField source="contactId" reference="contacts" link="show" empty="—" />
        </Detail>
        <Detail source="assignedToUserId">
          <PersonField source="assignedToUserId" />
        </Detail>
        <Detail source="createdAt">
          <InstantField source="createdAt" />
        </Detail>
        <Detail source="updatedAt">
          <InstantField source="updatedAt" />
        </Detail>
        <Detail source="description" isWide>
          <PlainField source="description" />
        </Detail>
      </Details>
    </RecordShow>
  );
}
