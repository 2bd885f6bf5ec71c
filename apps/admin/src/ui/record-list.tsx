import type { ReactElement, ReactNode } from 'react';
import { Box, Typography, useMediaQuery, type Theme } from '@mui/material';
import {
  CreateButton,
  DataTable,
  List,
  type RaRecord,
  SimpleList,
  type SortPayload,
  useGetResourceLabel,
  useListContext,
  useResourceContext,
  useResourceDefinition,
} from 'react-admin';
import { unsentOf } from '../data/outbox/overlay.js';
import { useText } from '../i18n/text.js';
import { type ExportColumn, useCsvExporter } from './csv-exporter.js';
import { ListPages, OrFailure } from './list-failure.js';
import { UnsentMark } from './unsent-mark.js';

interface RecordListProps {
  readonly filters: ReactElement[];
  readonly sort: SortPayload;
  /** The fields of an export, in their order. */
  readonly exported: readonly ExportColumn[];
  /** Filters that are set when somebody comes here. */
  readonly filterDefaults?: Readonly<Record<string, unknown>>;
  /** What is said of all records together, above the list. */
  readonly header?: ReactNode;
  /** What a phone shows of a record, in two lines. */
  readonly phone: {
    readonly primary: (record: RaRecord) => ReactNode;
    readonly secondary: (record: RaRecord) => ReactNode;
  };
  /** `DataTable.Col` of wider screens. */
  readonly children: ReactNode;
}

/** Wide tables scroll inside the list, never the page. */
const NARROW = {
  '& .RaList-main, & .RaList-content': { minWidth: 0 },
  '& .RaList-content': { overflowX: 'auto' },
};

/** A list as all resources have it: filters, sorting, pages, export; a row leads to its record. */
export function RecordList({
  filters,
  sort,
  exported,
  filterDefaults = {},
  header,
  phone,
  children,
}: RecordListProps): ReactElement {
  const resource = useResourceContext() ?? '';
  const exporter = useCsvExporter(resource, exported);
  const isPhone = useMediaQuery((theme: Theme) => theme.breakpoints.down('sm'));
  return (
    <>
      {header}
      <List
        sx={NARROW}
        filters={filters}
        filterDefaultValues={filterDefaults}
        sort={sort}
        perPage={25}
        pagination={<ListPages />}
        exporter={exporter}
        empty={<EmptyList />}
      >
        <OrFailure>
          {isPhone ? (
            <SimpleList
              primaryText={(record) => (
                <>
                  {phone.primary(record)} <UnsentMark />
                </>
              )}
              secondaryText={phone.secondary}
              rowClick="show"
            />
          ) : (
            <RecordTable>{children}</RecordTable>
          )}
        </OrFailure>
      </List>
    </>
  );
}

/** With a column that says what is not yet sent, while something is. */
function RecordTable({ children }: { readonly children: ReactNode }): ReactElement {
  const text = useText();
  const { data = [] } = useListContext();
  const hasUnsent = data.some((record: RaRecord) => unsentOf(record) !== null);
  return (
    <DataTable rowClick="show" bulkActionButtons={false} tabIndex={0}>
      {children}
      {hasUnsent ? (
        <DataTable.Col label={text('outbox.unsent.mark')} disableSort>
          <UnsentMark />
        </DataTable.Col>
      ) : null}
    </DataTable>
  );
}

/** In place of a table without rows, when no filter is the reason. */
function EmptyList(): ReactElement {
  const text = useText();
  const resource = useResourceContext() ?? '';
  const labelOf = useGetResourceLabel();
  const { hasCreate } = useResourceDefinition();
  return (
    <Box sx={{ textAlign: 'center', p: 6 }}>
      <Typography variant="h5" component="h1" gutterBottom>
        {labelOf(resource, 2)}
      </Typography>
      <Typography color="text.secondary" sx={{ mb: 2 }}>
        {text('app.record.empty')}
        {hasCreate ? '' : `. ${text('app.record.not_imported')}`}
      </Typography>
      {hasCreate ? <CreateButton variant="contained" /> : null}
    </Box>
  );
}
