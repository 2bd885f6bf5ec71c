import { type ReactElement, useState } from 'react';
import {
  Alert,
  Table,
  TableBody,
  TableCell,
  TableContainer,
  TableHead,
  TablePagination,
  TableRow,
  Typography,
} from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useDataProvider, useRecordContext, useResourceContext, useTranslate } from 'react-admin';
import type { HistoryEntry, PanelDataProvider } from '../data/data-provider.js';
import { useText } from '../i18n/text.js';
import { useFormats } from './format.js';
import { UserName } from './user-name.js';

const ROWS_PER_PAGE = 25;

/** What changed the record of this page, newest first, from the change log. */
export function RecordHistory(): ReactElement | null {
  const text = useText();
  const resource = useResourceContext() ?? '';
  const id = String(useRecordContext()?.id ?? '');
  const dataProvider = useDataProvider<PanelDataProvider>();
  const [page, setPage] = useState(1);
  const { data, error } = useQuery({
    queryKey: [resource, 'listHistory', id, page],
    queryFn: () => dataProvider.listHistory(resource, { id, page, perPage: ROWS_PER_PAGE }),
    enabled: id !== '',
  });
  if (error !== null) {
    return <Alert severity="error">{error.message}</Alert>;
  }
  if (data === undefined) {
    return null;
  }
  if (data.total === 0) {
    return <Typography>{text('app.history.empty')}</Typography>;
  }
  return (
    <>
      <HistoryTable entries={data.data} />
      {data.total > ROWS_PER_PAGE ? (
        <TablePagination
          component="div"
          count={data.total}
          page={page - 1}
          rowsPerPage={ROWS_PER_PAGE}
          rowsPerPageOptions={[]}
          onPageChange={(_, index) => setPage(index + 1)}
        />
      ) : null}
    </>
  );
}

function HistoryTable({ entries }: { readonly entries: readonly HistoryEntry[] }): ReactElement {
  const text = useText();
  const formats = useFormats();
  return (
    <TableContainer tabIndex={0}>
      <Table size="small" aria-label={text('app.record.history')}>
        <TableHead>
          <TableRow>
            <TableCell>{text('app.history.when')}</TableCell>
            <TableCell>{text('app.history.what')}</TableCell>
            <TableCell>{text('app.history.fields')}</TableCell>
            <TableCell>{text('app.history.who')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {entries.map((entry, index) => (
            <TableRow key={`${entry.at} ${index}`}>
              <TableCell sx={{ whiteSpace: 'nowrap' }}>{formats.instant(entry.at)}</TableCell>
              <TableCell>{text(`app.history.${entry.op}`)}</TableCell>
              <TableCell>
                <FieldNames names={entry.fields} />
              </TableCell>
              <TableCell>
                {entry.actor === null ? text('app.history.import') : <UserName id={entry.actor} />}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}

function FieldNames({ names }: { readonly names: readonly string[] | null }): ReactElement {
  const text = useText();
  const translate = useTranslate();
  const resource = useResourceContext() ?? '';
  const labels = names?.map((name) => translate(`resources.${resource}.fields.${name}`, { _: name }));
  return <>{labels?.join(', ') ?? text('app.history.whole_record')}</>;
}
