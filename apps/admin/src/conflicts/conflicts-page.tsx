import type { ReactElement } from 'react';
import {
  Alert,
  Box,
  MenuItem,
  Skeleton,
  TablePagination,
  TextField,
  Typography,
  useMediaQuery,
  type Theme,
} from '@mui/material';
import { Title } from 'react-admin';
import { useSearchParams } from 'react-router-dom';
import type { Answer, ApiClient } from '../api/api-client.js';
import { useText } from '../i18n/text.js';
import { LoadProblem } from '../ui/load-problem.js';
import { useEntityName } from '../ui/record-link.js';
import { StateTabs } from '../ui/state-tabs.js';
import { useApiRead } from '../ui/use-api-read.js';
import { type ConflictKind, type ConflictRow, rowOfPush, rowsOfChange } from './conflict-row.js';
import { ConflictCards, ConflictTable } from './conflict-table.js';

const ROWS_PER_PAGE = 25;
const KINDS = ['devices', 'vendors'] as const;

/** The tables whose records a device, or a delivery to a vendor, may meet changed. */
const ENTITIES: Readonly<Record<ConflictKind, readonly string[]>> = {
  devices: ['contacts', 'deals', 'tasks', 'orders', 'products', 'clients', 'appointments', 'users'],
  vendors: ['orders', 'products', 'appointments'],
};

/** What was settled when two sides had changed one field. The address has what is shown, so that it can be shared. */
export function ConflictsPage(): ReactElement {
  const text = useText();
  const entityName = useEntityName();
  const [params, setParams] = useSearchParams();
  const kind = KINDS.find((known) => known === params.get('kind')) ?? 'devices';
  const entity = ENTITIES[kind].find((known) => known === params.get('entity')) ?? '';
  const show = (chosen: Readonly<Record<string, string>>): void => setParams(chosen);
  return (
    <>
      <Title title={text('conflicts.title')} />
      <Typography variant="h5" component="h1" sx={{ mt: 2 }}>
        {text('conflicts.title')}
      </Typography>
      <StateTabs
        label={text('conflicts.title')}
        states={KINDS}
        chosen={kind}
        nameOf={(each) => text(`conflicts.kinds.${each}`)}
        onChoose={(chosen) => show({ kind: chosen })}
      />
      <Typography color="text.secondary" sx={{ mb: 2 }}>
        {text(`conflicts.lead.${kind}`)}
      </Typography>
      <TextField
        select
        size="small"
        label={text('conflicts.entity')}
        value={entity}
        onChange={(event) => show({ kind, entity: event.target.value })}
        sx={{ minWidth: 220, maxWidth: 320, mb: 2 }}
      >
        <MenuItem value="">{text('app.record.all')}</MenuItem>
        {ENTITIES[kind].map((each) => (
          <MenuItem key={each} value={each}>
            {entityName(each)}
          </MenuItem>
        ))}
      </TextField>
      <Conflicts
        kind={kind}
        entity={entity}
        page={Math.max(1, Number(params.get('page') ?? 1) || 1)}
        onPage={(page) => show({ kind, entity, page: String(page) })}
      />
    </>
  );
}

interface ConflictsProps {
  readonly kind: ConflictKind;
  readonly entity: string;
  readonly page: number;
  readonly onPage: (page: number) => void;
}

function Conflicts({ kind, entity, page, onPage }: ConflictsProps): ReactElement {
  const text = useText();
  const isPhone = useMediaQuery((theme: Theme) => theme.breakpoints.down('md'));
  const query = { page, limit: ROWS_PER_PAGE, ...(entity === '' ? {} : { entity }) };
  const { data, error, refetch, isPlaceholderData } = useApiRead(['conflicts', kind, query], (api, signal) =>
    readConflicts(api, kind, query, signal),
  );
  if (error !== null) {
    return <LoadProblem error={error} onRetry={() => void refetch()} />;
  }
  // Of the other tab: not even for a moment.
  if (data?.kind !== kind) {
    return <Skeleton variant="rounded" height={240} />;
  }
  if (data.total === 0) {
    return <Alert severity="success">{text('conflicts.none')}</Alert>;
  }
  return (
    <Box aria-busy={isPlaceholderData}>
      {isPhone ? (
        <ConflictCards kind={kind} rows={data.rows} />
      ) : (
        <ConflictTable kind={kind} rows={data.rows} />
      )}
      <TablePagination
        component="div"
        count={data.total}
        page={Math.min(page, Math.ceil(data.total / ROWS_PER_PAGE)) - 1}
        rowsPerPage={ROWS_PER_PAGE}
        rowsPerPageOptions={[]}
        onPageChange={(_, index) => onPage(index + 1)}
      />
    </Box>
  );
}

/** A page of conflicts; with vendors it has so many changes, each of which may have several. */
interface ConflictPage {
  readonly kind: ConflictKind;
  readonly rows: readonly ConflictRow[];
  readonly total: number;
}

async function readConflicts(
  api: ApiClient,
  kind: ConflictKind,
  query: { readonly page: number; readonly limit: number; readonly entity?: string },
  signal: AbortSignal,
): Promise<Answer<ConflictPage>> {
  if (kind === 'devices') {
    const { body, etag } = await api.get('/api/sync/conflicts', { query, signal });
    return { body: { kind, rows: body.data.map(rowOfPush), total: body.pagination.total }, etag };
  }
  const filter = { ...query, hasConflicts: 'true' } as const;
  const { body, etag } = await api.get('/api/outgoing', { query: filter, signal });
  return { body: { kind, rows: body.data.flatMap(rowsOfChange), total: body.pagination.total }, etag };
}
