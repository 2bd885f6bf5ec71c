import type { ReactElement } from 'react';
import { Box } from '@mui/material';
import { BooleanInput, DataTable, SearchInput } from 'react-admin';
import { InstantField, NumberField } from '../ui/fields.js';
import { OverrideMark } from '../ui/override-mark.js';
import { RecordList } from '../ui/record-list.js';
import { TrendField } from './trend-field.js';

const FILTERS = [
  <SearchInput key="q" source="q" alwaysOn />,
  <BooleanInput key="showHidden" source="showHidden" alwaysOn />,
];

const EXPORTED = [
  'externalId',
  'name',
  'brand',
  'category',
  'price',
  'oldPrice',
  'costPrice',
  'costPriceTry',
  'stockQuantity',
  'inTransit',
  'minStock',
  'avgDailySales30d',
  'daysToZero',
  'recommendedQty',
  'trend',
  'lastPurchaseDate',
];

export function ProductList(): ReactElement {
  return (
    <RecordList
      filters={FILTERS}
      sort={{ field: 'name', order: 'ASC' }}
      exported={EXPORTED}
      phone={{
        primary: ({ name }) => String(name),
        secondary: () => <PhoneFigures />,
      }}
    >
      <DataTable.Col source="name" />
      <DataTable.Col source="brand" />
      <DataTable.Col source="price" align="right">
        <MarkedNumber source="price" />
      </DataTable.Col>
      <DataTable.Col source="stockQuantity" align="right">
        <MarkedNumber source="stockQuantity" />
      </DataTable.Col>
      <DataTable.Col source="daysToZero" align="right">
        <MarkedNumber source="daysToZero" />
      </DataTable.Col>
      <DataTable.Col source="recommendedQty" align="right">
        <MarkedNumber source="recommendedQty" />
      </DataTable.Col>
      <DataTable.Col source="trend">
        <TrendField />
      </DataTable.Col>
      <DataTable.Col source="lastPurchaseDate">
        <InstantField source="lastPurchaseDate" />
      </DataTable.Col>
    </RecordList>
  );
}

function MarkedNumber({ source }: { readonly source: string }): ReactElement {
  return (
    <Box component="span" sx={{ whiteSpace: 'nowrap' }}>
      <OverrideMark source={source} /> <NumberField source={source} />
    </Box>
  );
}

function PhoneFigures(): ReactElement {
  return (
    <>
      <NumberField source="price" /> · <NumberField source="stockQuantity" /> · <TrendField />
    </>
  );
}
