import type { ReactElement, ReactNode } from 'react';
import {
  Box,
  Link as MuiLink,
  Table,
  TableBody,
  TableCell,
  TableContainer,
  TableFooter,
  TableHead,
  TableRow,
  Typography,
} from '@mui/material';
import { useRecordContext } from 'react-admin';
import { Link } from 'react-router-dom';
import type { Schema } from '../api/api-client.js';
import { useText } from '../i18n/text.js';
import { SectionTitle } from '../ui/details.js';
import { useFormats } from '../ui/format.js';
import { sumOf } from './item-sum.js';

type Order = Schema<'OrderDetailResponse'>;
type Item = Schema<'OrderItemResponse'>;

/** The lines of the order, and how they come to its total. */
export function OrderItems(): ReactElement | null {
  const text = useText();
  const order = useRecordContext<Order>();
  if (order?.items === undefined) {
    return null;
  }
  return (
    <Box component="section" sx={{ mb: 3 }}>
      <SectionTitle>{text('resources.orders.items.title')}</SectionTitle>
      {order.items.length === 0 ? (
        <Typography color="text.secondary">{text('resources.orders.items.empty')}</Typography>
      ) : (
        <TableContainer tabIndex={0}>
          <Table size="small" aria-label={text('resources.orders.items.title')}>
            <TableHead>
              <TableRow>
                <TableCell>{text('resources.orders.items.name')}</TableCell>
                <TableCell align="right">{text('resources.orders.items.quantity')}</TableCell>
                <TableCell align="right">{text('resources.orders.items.price')}</TableCell>
                <TableCell align="right">{text('resources.orders.items.total')}</TableCell>
              </TableRow>
            </TableHead>
            <TableBody>
              {order.items.map((item) => (
                <ItemRow key={item.id} item={item} />
              ))}
            </TableBody>
            <Sums order={order} />
          </Table>
        </TableContainer>
      )}
    </Box>
  );
}

function ItemRow({ item }: { readonly item: Item }): ReactElement {
  const text = useText();
  const formats = useFormats();
  const name = item.name ?? text('resources.orders.items.nameless');
  return (
    <TableRow>
      <TableCell sx={{ overflowWrap: 'anywhere' }}>
        {item.productId === null ? (
          name
        ) : (
          <MuiLink component={Link} to={`/products/${encodeURIComponent(item.productId)}/show`}>
            {name}
          </MuiLink>
        )}
      </TableCell>
      <Figure>{formats.number(item.quantity)}</Figure>
      <Figure>{formats.amount(item.price)}</Figure>
      <Figure>{formats.amount(item.total)}</Figure>
    </TableRow>
  );
}

function Sums({ order }: { readonly order: Order }): ReactElement {
  const text = useText();
  const formats = useFormats();
  const quantity = order.items.reduce((sum, item) => sum + item.quantity, 0);
  return (
    <TableFooter sx={{ '& .MuiTableCell-root': { color: 'text.primary', fontSize: 'body2.fontSize' } }}>
      <SumRow label={text('resources.orders.items.sum')} quantity={formats.number(quantity)}>
        {formats.number(sumOf(order.items.map((item) => item.total)))}
      </SumRow>
      <SumRow label={text('resources.orders.items.delivery')}>{formats.number(order.deliveryCost)}</SumRow>
      {order.bonus === 0 ? null : (
        <SumRow label={text('resources.orders.items.bonus')}>{formats.amount(`${-order.bonus}.00`)}</SumRow>
      )}
      <SumRow label={text('resources.orders.fields.total')} isLast>
        {formats.number(order.total)} {order.currency}
      </SumRow>
    </TableFooter>
  );
}

interface SumRowProps {
  readonly label: string;
  readonly quantity?: string;
  readonly isLast?: boolean;
  readonly children: ReactNode;
}

function SumRow({ label, quantity = '', isLast = false, children }: SumRowProps): ReactElement {
  return (
    <TableRow sx={isLast ? { '& .MuiTableCell-root': { fontWeight: 700, borderBottom: 0 } } : {}}>
      <TableCell component="th" scope="row">
        {label}
      </TableCell>
      <Figure>{quantity}</Figure>
      <TableCell />
      <Figure>{children}</Figure>
    </TableRow>
  );
}

function Figure({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <TableCell align="right" sx={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}>
      {children}
    </TableCell>
  );
}
