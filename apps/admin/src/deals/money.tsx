import type { ReactElement } from 'react';
import { Box } from '@mui/material';
import { useRecordContext } from 'react-admin';
import type { Schema } from '../api/api-client.js';
import { type Formats, useFormats } from '../ui/format.js';

/** `3,500.00 EUR`: the amount as it came, digit by digit, and its currency when there is one. */
export function moneyText(
  { amount, currency }: { readonly amount: string | null; readonly currency: string | null },
  formats: Formats,
): string {
  return amount === null || currency === null
    ? formats.number(amount)
    : `${formats.number(amount)} ${currency}`;
}

/** What the deal of the context is worth. */
export function MoneyField(): ReactElement | null {
  const formats = useFormats();
  const deal = useRecordContext<Schema<'DealResponse'>>();
  return deal === undefined ? null : (
    <Box component="span" sx={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}>
      {moneyText(deal, formats)}
    </Box>
  );
}
