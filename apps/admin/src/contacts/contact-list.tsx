import type { ReactElement } from 'react';
import { DataTable, SearchInput, SelectField, SelectInput } from 'react-admin';
import { InstantField } from '../ui/fields.js';
import { RecordList } from '../ui/record-list.js';
import { CONTACT_STATUSES } from './contact-status.js';

const FILTERS = [
  <SearchInput key="q" source="q" alwaysOn />,
  <SelectInput key="status" source="status" choices={CONTACT_STATUSES} alwaysOn />,
];

const EXPORTED = [
  'name',
  'phone',
  'email',
  'company',
  'position',
  'status',
  'notes',
  'createdAt',
  'updatedAt',
];

export function ContactList(): ReactElement {
  return (
    <RecordList
      filters={FILTERS}
      sort={{ field: 'updatedAt', order: 'DESC' }}
      exported={EXPORTED}
      phone={{
        primary: ({ name }) => String(name),
        secondary: ({ company, phone }) => [company, phone].filter(Boolean).join(' · '),
      }}
    >
      <DataTable.Col source="name" />
      <DataTable.Col source="company" />
      <DataTable.Col source="phone" disableSort />
      <DataTable.Col source="email" disableSort />
      <DataTable.Col source="status">
        <SelectField source="status" choices={CONTACT_STATUSES} />
      </DataTable.Col>
      <DataTable.Col source="updatedAt">
        <InstantField source="updatedAt" />
      </DataTable.Col>
    </RecordList>
  );
}
