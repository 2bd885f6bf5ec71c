import type { ReactElement } from 'react';
import { Box } from '@mui/material';
import { DataTable, DateInput, SearchInput, SelectInput, TextInput } from 'react-admin';
import { AmountField, DayField, InstantField, PlainField } from '../ui/fields.js';
import { OverrideMark } from '../ui/override-mark.js';
import { RecordList } from '../ui/record-list.js';
import { StateField } from '../ui/tone-chip.js';
import { CLIENT_STATUSES, CLIENT_TONES } from './client-status.js';
import { ClientsSummary } from './clients-summary.js';

const FILTERS = [
  <SearchInput key="q" source="q" alwaysOn />,
  <SelectInput key="status" source="status" choices={CLIENT_STATUSES} alwaysOn />,
  <TextInput key="country" source="country" alwaysOn />,
  <DateInput key="registeredFrom" source="registeredFrom" />,
  <DateInput key="registeredTo" source="registeredTo" />,
];

const EXPORTED = [
  'externalId',
  'clientUid',
  'partnerAccount',
  'country',
  'registeredOn',
  'status',
  'kycPassed',
  'ftdReceived',
  'fttMade',
  'volumeLots',
  'volumeMlnUsd',
  'rewardUsd',
  'rebateAmountUsd',
  'notes',
  'lastSeenAt',
  'missingSince',
];

export function ClientList(): ReactElement {
  return (
    <RecordList
      header={<ClientsSummary />}
      filters={FILTERS}
      sort={{ field: 'registeredOn', order: 'DESC' }}
      exported={EXPORTED}
      phone={{
        primary: ({ externalId, country }) => `${String(externalId ?? '—')} · ${String(country ?? '—')}`,
        secondary: () => <PhoneFigures />,
      }}
    >
      <DataTable.Col source="externalId" />
      <DataTable.Col source="country">
        <PlainField source="country" /> <OverrideMark source="country" />
      </DataTable.Col>
      <DataTable.Col source="registeredOn">
        <DayField source="registeredOn" />
      </DataTable.Col>
      <DataTable.Col source="status">
        <StateField source="status" tones={CLIENT_TONES} />
      </DataTable.Col>
      <DataTable.Col source="volumeLots" align="right">
        <AmountField source="volumeLots" />
      </DataTable.Col>
      <DataTable.Col source="rewardUsd" align="right">
        <AmountField source="rewardUsd" />
      </DataTable.Col>
      <DataTable.Col source="rebateAmountUsd" align="right">
        <AmountField source="rebateAmountUsd" />
      </DataTable.Col>
      <DataTable.Col source="lastSeenAt" disableSort>
        <InstantField source="lastSeenAt" />
      </DataTable.Col>
    </RecordList>
  );
}

function PhoneFigures(): ReactElement {
  return (
    <Box component="span" sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
      <DayField source="registeredOn" /> <AmountField source="rewardUsd" />
      <StateField source="status" tones={CLIENT_TONES} />
    </Box>
  );
}
