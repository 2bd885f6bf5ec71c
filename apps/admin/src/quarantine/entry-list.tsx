import type { ReactElement } from 'react';
import { Box, Button, Typography, useMediaQuery, type Theme } from '@mui/material';
import {
  DataTable,
  ExportButton,
  FilterButton,
  List,
  SelectInput,
  SimpleList,
  TextInput,
  TopToolbar,
  useListContext,
  useRecordContext,
} from 'react-admin';
import { Link } from 'react-router-dom';
import { useText } from '../i18n/text.js';
import { type ExportColumn, useCsvExporter } from '../ui/csv-exporter.js';
import { ListPages, OrFailure } from '../ui/list-failure.js';
import { InstantField } from '../ui/fields.js';
import { useEntityName } from '../ui/record-link.js';
import { StateTabs } from '../ui/state-tabs.js';
import { useSources } from '../ui/use-sources.js';
import { BatchButton } from './batch-button.js';
import type { Batch } from './batch.js';
import { SelectEntry, SelectionBar, SelectPage } from './entry-selection.js';
import {
  QUARANTINE_STATES,
  type QuarantineEntry,
  stateOf,
  useFilter,
  useHeading,
  useOrigin,
} from './quarantine-entry.js';

const EXPORTED: readonly ExportColumn[] = [
  'state',
  'kind',
  'source',
  'entity',
  'externalId',
  'recordId',
  'reason',
  'code',
  'attempts',
  'createdAt',
  'lastSeenAt',
  { field: 'payload', value: (record) => JSON.stringify(record.payload) },
  'id',
];

/** The entries of a filter, newest first. The address holds the filter, so that other pages can lead to it. */
export function EntryList(): ReactElement {
  const text = useText();
  const { choices } = useSources();
  const origins = [...choices, { id: PUSHES, name: text('resources.quarantine.devices') }];
  const exporter = useCsvExporter('quarantine', EXPORTED);
  const filters = [
    <SelectInput key="source" source="source" choices={origins} alwaysOn />,
    <SelectInput key="kind" source="kind" choices={KINDS} />,
    <TextInput key="entity" source="entity" />,
    <TextInput key="reason" source="reason" />,
    <TextInput key="code" source="code" />,
    <TextInput key="runId" source="runId" />,
  ];
  return (
    <List
      filters={filters}
      perPage={25}
      pagination={<ListPages />}
      exporter={exporter}
      actions={<ListActions />}
      empty={false}
      storeKey={false}
      sort={{ field: 'id', order: 'DESC' }}
    >
      <OrFailure>
        <Entries />
      </OrFailure>
    </List>
  );
}

/** The source of what devices push (RejectedPushes). */
const PUSHES = 'push';

const KINDS = ['record', 'push'].map((id) => ({ id, name: `resources.quarantine.kind.${id}` }));

function ListActions(): ReactElement {
  const text = useText();
  const state = stateOf(useFilter().state);
  return (
    <TopToolbar sx={{ flexWrap: 'wrap', justifyContent: 'flex-end' }}>
      <Button component={Link} to={`/quarantine?state=${state}`} size="small">
        {text('resources.quarantine.by_reason')}
      </Button>
      {state === 'resolved' ? null : <AllButton action="retry" />}
      {state === 'open' ? <AllButton action="ignore" /> : null}
      <FilterButton />
      <ExportButton />
    </TopToolbar>
  );
}

function AllButton({ action }: { readonly action: Batch['action'] }): ReactElement {
  const { total = 0 } = useListContext();
  const filter = useFilter();
  return <BatchButton batch={{ action, selection: { filter }, count: total }} name="all" />;
}

function Entries(): ReactElement {
  const text = useText();
  const isPhone = useMediaQuery((theme: Theme) => theme.breakpoints.down('sm'));
  const { setFilters, total } = useListContext();
  const filter = useFilter();
  const state = stateOf(filter.state);
  return (
    <>
      <StateTabs
        label={text('resources.quarantine.fields.state')}
        states={QUARANTINE_STATES}
        chosen={state}
        nameOf={(each) => text(`resources.quarantine.states.${each}`)}
        countOf={(each) => (each === state ? total : undefined)}
        onChoose={(chosen) => setFilters({ ...filter, state: chosen })}
      />
      <SelectionBar />
      {isPhone ? (
        <SimpleList<QuarantineEntry>
          primaryText={() => <Problem />}
          secondaryText={() => <PhoneDetails />}
          rowClick="show"
        />
      ) : (
        <EntryTable />
      )}
    </>
  );
}

const Column = DataTable.Col<QuarantineEntry>;

function EntryTable(): ReactElement {
  const origin = useOrigin();
  const entityName = useEntityName();
  return (
    <DataTable<QuarantineEntry> rowClick="show" bulkActionButtons={false} tabIndex={0} empty={<NoEntries />}>
      <Column source="id" disableSort label={<SelectPage />}>
        <SelectEntry />
      </Column>
      <Column source="reason" disableSort>
        <Problem />
      </Column>
      <Column source="source" disableSort render={origin} />
      <Column
        source="entity"
        disableSort
        render={({ entity, externalId, recordId }) =>
          `${entityName(entity)} ${externalId ?? recordId ?? ''}`.trim()
        }
      />
      <DataTable.NumberCol source="attempts" disableSort />
      <Column source="lastSeenAt" disableSort>
        <InstantField source="lastSeenAt" />
      </Column>
    </DataTable>
  );
}

/** The heading of its code, and the sentence of this entry. */
function Problem(): ReactElement | null {
  const heading = useHeading();
  const entry = useRecordContext<QuarantineEntry>();
  return entry === undefined ? null : (
    <Box component="span" sx={{ overflowWrap: 'anywhere' }}>
      {heading(entry.code)}
      <Typography component="span" variant="body2" color="text.secondary" sx={{ display: 'block' }}>
        {entry.reason}
      </Typography>
    </Box>
  );
}

function PhoneDetails(): ReactElement | null {
  const origin = useOrigin();
  const entry = useRecordContext<QuarantineEntry>();
  return entry === undefined ? null : (
    <>{[origin(entry), entry.externalId ?? entry.recordId].filter((part) => part !== null).join(' · ')}</>
  );
}

function NoEntries(): ReactElement {
  const text = useText();
  return (
    <Typography color="text.secondary" sx={{ p: 3 }}>
      {text('resources.quarantine.no_entries')}
    </Typography>
  );
}
