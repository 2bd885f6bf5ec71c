import type { ReactElement } from 'react';
import { Box } from '@mui/material';
import { DataTable, DateInput, SearchInput, SelectInput } from 'react-admin';
import { InstantField, PlainField } from '../ui/fields.js';
import { OverrideMark } from '../ui/override-mark.js';
import { RecordList } from '../ui/record-list.js';
import { StateField } from '../ui/tone-chip.js';
import { MoneyField } from './order-money.js';
import { ORDER_STATUSES, ORDER_TONES } from './order-status.js';

const FILTERS = [
  <SearchInput key="q" source="q" alwaysOn />,
  <SelectInput key="status" source="status" choices={ORDER_STATUSES} alwaysOn />,
  <DateInput key="dateFrom" source="dateFrom" alwaysOn />,
  <DateInput key="dateTo" source="dateTo" alwaysOn />,
];

const EXPORTED = [
  'externalId',
  'orderDate',
  'status',
  'customerName',
  'customerEmail',
  'customerPhone',
  'customerCity',
  'customerAddress',
  'total',
  'currency',
  'deliveryCost',
  'bonus',
  'bankCard',
  'paidAt',
  'shippedAt',
];

export function OrderList(): ReactElement {
  return (
    <RecordList
      filters={FILTERS}
      sort={{ field: 'orderDate', order: 'DESC' }}
      exported={EXPORTED}
      phone={{
        primary: ({ externalId, customerName }) =>
          `${String(externalId ?? '—')} · ${String(customerName ?? '—')}`,
        secondary: () => <PhoneFigures />,
      }}
    >
      <DataTable.Col source="externalId" />
      <DataTable.Col source="orderDate">
        <InstantField source="orderDate" />
      </DataTable.Col>
      <DataTable.Col source="customerName">
        <OverrideMark source="customerName" /> <PlainField source="customerName" />
      </DataTable.Col>
      <DataTable.Col source="status">
        <Box component="span" sx={{ whiteSpace: 'nowrap' }}>
          <StateField source="status" tones={ORDER_TONES} /> <OverrideMark source="status" />
        </Box>
      </DataTable.Col>
      <DataTable.Col source="total" align="right">
        <MoneyField source="total" />
      </DataTable.Col>
    </RecordList>
  );
}

function PhoneFigures(): ReactElement {
  return (
    <Box component="span" sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
      <InstantField source="orderDate" /> <MoneyField source="total" />
      <StateField source="status" tones={ORDER_TONES} />
    </Box>
  );
}
