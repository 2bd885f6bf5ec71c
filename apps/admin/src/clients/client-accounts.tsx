import type { ReactElement, ReactNode } from 'react';
import {
  Box,
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
import type { Schema } from '../api/api-client.js';
import { useText } from '../i18n/text.js';
import { SectionTitle } from '../ui/details.js';
import { useFormats } from '../ui/format.js';
import { ToneChip } from '../ui/tone-chip.js';

type Client = Schema<'ClientDetailResponse'>;
type Account = Schema<'ClientAccountResponse'>;

/** Ten columns fit a laptop's screen. */
const DENSE = { '& .MuiTableCell-root': { px: 1 } };

/** The trading accounts of the client; their sums are the client's figures, as the server adds them up. */
export function ClientAccounts(): ReactElement | null {
  const text = useText();
  const client = useRecordContext<Client>();
  if (client?.accounts === undefined) {
    return null;
  }
  return (
    <Box component="section" sx={{ mb: 3 }}>
      <SectionTitle>{text('resources.clients.accounts.title')}</SectionTitle>
      {client.accounts.length === 0 ? (
        <Typography color="text.secondary">{text('resources.clients.accounts.empty')}</Typography>
      ) : (
        <TableContainer tabIndex={0}>
          <Table size="small" sx={DENSE} aria-label={text('resources.clients.accounts.title')}>
            <Head />
            <TableBody>
              {client.accounts.map((account) => (
                <AccountRow key={account.id} account={account} />
              ))}
            </TableBody>
            <Sums client={client} />
          </Table>
        </TableContainer>
      )}
    </Box>
  );
}

const COLUMNS = ['accountNumber', 'accountType', 'country', 'registeredOn', 'firstTradeOn'] as const;
const FIGURES = ['volumeLots', 'volumeMlnUsd', 'reward', 'rewardUsd'] as const;

function Head(): ReactElement {
  const text = useText();
  return (
    <TableHead>
      <TableRow>
        {COLUMNS.map((column) => (
          <TableCell key={column}>{text(`resources.clients.accounts.${column}`)}</TableCell>
        ))}
        {FIGURES.map((column) => (
          <TableCell key={column} align="right">
            {text(`resources.clients.accounts.${column}`)}
          </TableCell>
        ))}
        <TableCell>{text('resources.clients.accounts.comment')}</TableCell>
      </TableRow>
    </TableHead>
  );
}

function AccountRow({ account }: { readonly account: Account }): ReactElement {
  const text = useText();
  const formats = useFormats();
  const { missingSince } = account;
  return (
    <TableRow>
      <TableCell component="th" scope="row">
        {account.accountNumber}{' '}
        {missingSince === null ? null : (
          <ToneChip
            tone="warning"
            label={text('resources.clients.accounts.missing', { at: formats.instant(missingSince) })}
          />
        )}
      </TableCell>
      <TableCell>{account.accountType ?? '—'}</TableCell>
      <TableCell>{account.country ?? '—'}</TableCell>
      <TableCell sx={{ whiteSpace: 'nowrap' }}>{formats.day(account.registeredOn)}</TableCell>
      <TableCell sx={{ whiteSpace: 'nowrap' }}>{formats.day(account.firstTradeOn)}</TableCell>
      <Figure>{formats.amount(account.volumeLots)}</Figure>
      <Figure>{formats.amount(account.volumeMlnUsd)}</Figure>
      <Figure>
        {formats.amount(account.reward)} {account.currency ?? ''}
      </Figure>
      <Figure>{formats.amount(account.rewardUsd)}</Figure>
      <TableCell sx={{ overflowWrap: 'anywhere', minWidth: 180 }}>{account.comment ?? '—'}</TableCell>
    </TableRow>
  );
}

function Sums({ client }: { readonly client: Client }): ReactElement {
  const text = useText();
  const formats = useFormats();
  const isPartial = client.accounts.some(({ missingSince }) => missingSince !== null);
  return (
    <TableFooter
      sx={{ '& .MuiTableCell-root': { color: 'text.primary', fontSize: 'body2.fontSize', fontWeight: 700 } }}
    >
      <TableRow>
        <TableCell component="th" scope="row" colSpan={COLUMNS.length}>
          {text(isPartial ? 'resources.clients.accounts.sum_listed' : 'resources.clients.accounts.sum')}
        </TableCell>
        <Figure>{formats.amount(client.volumeLots)}</Figure>
        <Figure>{formats.amount(client.volumeMlnUsd)}</Figure>
        <TableCell />
        <Figure>{formats.amount(client.rewardUsd)}</Figure>
        <TableCell />
      </TableRow>
    </TableFooter>
  );
}

function Figure({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <TableCell align="right" sx={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}>
      {children}
    </TableCell>
  );
}
