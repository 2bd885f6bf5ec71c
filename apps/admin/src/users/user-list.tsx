import type { ReactElement } from 'react';
import { Box } from '@mui/material';
import { DataTable, SearchInput, SelectInput } from 'react-admin';
import { InstantField, PlainField } from '../ui/fields.js';
import { RecordList } from '../ui/record-list.js';
import { StateField } from '../ui/tone-chip.js';
import { ROLE_TONES, ROLES, STATUS_TONES, STATUSES } from './user-role.js';

const FILTERS = [
  <SearchInput key="q" source="q" alwaysOn />,
  <SelectInput key="role" source="role" choices={ROLES} alwaysOn />,
  <SelectInput key="status" source="status" choices={STATUSES} alwaysOn />,
];

const EXPORTED = [
  'name',
  'email',
  'phone',
  'role',
  'status',
  'code',
  'idNumber',
  'idWispro',
  'planId',
  'address',
  'zone',
  'createdAt',
  'updatedAt',
];

export function UserList(): ReactElement {
  return (
    <RecordList
      filters={FILTERS}
      sort={{ field: 'createdAt', order: 'DESC' }}
      exported={EXPORTED}
      phone={{
        primary: ({ name }) => String(name),
        secondary: () => <PhoneLine />,
      }}
    >
      <DataTable.Col source="name" />
      <DataTable.Col source="email" />
      <DataTable.Col source="code" />
      <DataTable.Col source="role">
        <StateField source="role" tones={ROLE_TONES} />
      </DataTable.Col>
      <DataTable.Col source="status">
        <StateField source="status" tones={STATUS_TONES} />
      </DataTable.Col>
      <DataTable.Col source="createdAt">
        <InstantField source="createdAt" />
      </DataTable.Col>
    </RecordList>
  );
}

function PhoneLine(): ReactElement {
  return (
    <Box component="span" sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
      <PlainField source="email" />
      <StateField source="role" tones={ROLE_TONES} />
      <StateField source="status" tones={STATUS_TONES} />
    </Box>
  );
}
