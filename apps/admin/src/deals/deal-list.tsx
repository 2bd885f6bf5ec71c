import type { ReactElement } from 'react';
import { DataTable, ReferenceField, SearchInput, SelectField, SelectInput } from 'react-admin';
import { InstantField } from '../ui/fields.js';
import { PersonField } from '../ui/person-field.js';
import { PersonInput } from '../ui/person-input.js';
import { RecordInput } from '../ui/record-input.js';
import { RecordList } from '../ui/record-list.js';

import { STAGE_CHOICES } from './deal-stage.js';
import { DealViews } from './deal-views.js';
import { MoneyField } from './money.js';

const FILTERS = [
  <SearchInput key="q" source="q" alwaysOn />,
  <SelectInput key="stage" source="stage" choices={STAGE_CHOICES} alwaysOn />,
  <PersonInput key="assignedToUserId" source="assignedToUserId" />,
  <RecordInput key="contactId" source="contactId" reference="contacts" />,
];

const EXPORTED = [
  'title',
  'stage',
  'amount',
  'currency',
  'contactId',
  'assignedToUserId',
  'description',
  'createdAt',
  'updatedAt',
];

export function DealList(): ReactElement {
  return (
    <>
      <DealViews shown="list" />
      <RecordList
        filters={FILTERS}
        sort={{ field: 'updatedAt', order: 'DESC' }}
        exported={EXPORTED}
        phone={{ primary: ({ title }) => String(title), secondary: () => <PhoneFigures /> }}
      >
        <DataTable.Col source="title" />
        <DataTable.Col source="stage">
          <SelectField source="stage" choices={STAGE_CHOICES} />
        </DataTable.Col>
        <DataTable.Col source="amount" align="right">
          <MoneyField />
        </DataTable.Col>
        <DataTable.Col source="contactId" disableSort>
          <ReferenceField source="contactId" reference="contacts" link={false} empty="—" />
        </DataTable.Col>
        <DataTable.Col source="assignedToUserId" disableSort>
          <PersonField source="assignedToUserId" />
        </DataTable.Col>
        <DataTable.Col source="updatedAt">
          <InstantField source="updatedAt" />
        </DataTable.Col>
      </RecordList>
    </>
  );
}

function PhoneFigures(): ReactElement {
  return (
    <>
      <SelectField source="stage" choices={STAGE_CHOICES} component="span" variant="inherit" /> ·{' '}
      <MoneyField />
    </>
  );
}
