import type { ReactElement } from 'react';
import { Box } from '@mui/material';
import { useRecordContext } from 'react-admin';
import type { Schema } from '../api/api-client.js';
import { useFormats } from '../ui/format.js';

/** An amount of the order in its currency. */
export function MoneyField({ source }: { readonly source: 'total' | 'deliveryCost' }): ReactElement | null {
  const formats = useFormats();
  const order = useRecordContext<Schema<'OrderResponse'>>();
  return order === undefined ? null : (
    <Box component="span" sx={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}>
      {formats.number(order[source])} {order.currency}
    </Box>
  );
}
