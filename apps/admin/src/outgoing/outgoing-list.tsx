import type { ReactElement } from 'react';
import { Box, Typography, useMediaQuery, type Theme } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
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
  useNotify,
  useRecordContext,
  useRefresh,
} from 'react-admin';
import { useSession } from '../auth/session-context.js';
import { useText } from '../i18n/text.js';
import { ConfirmedButton } from '../ui/confirmed-button.js';
import { type ExportColumn, useCsvExporter } from '../ui/csv-exporter.js';
import { ListPages, OrFailure } from '../ui/list-failure.js';
import { InstantField } from '../ui/fields.js';
import { RecordLink } from '../ui/record-link.js';
import { StateTabs } from '../ui/state-tabs.js';
import { UserName } from '../ui/user-name.js';
import { useAction } from '../ui/use-action.js';
import { useSources } from '../ui/use-sources.js';
import {
  OUTGOING_STATES,
  type OutgoingChange,
  REFRESH_MS,
  StateChip,
  useTroubleText,
} from './outgoing-state.js';
import { SentFields } from './sent-fields.js';

const EXPORTED: readonly ExportColumn[] = [
  'id',
  'state',
  'source',
  'entity',
  'recordId',
  'externalId',
  { field: 'fields', value: (record) => JSON.stringify(record.fields) },
  'attempts',
  'error',
  'createdAt',
  'endedAt',
];

/** Changes for the vendors by state, newest first. */
export function OutgoingList(): ReactElement {
  const { choices } = useSources();
  const exporter = useCsvExporter('outgoing', EXPORTED);
  const filters = [
    <SelectInput key="source" source="source" choices={[...choices]} alwaysOn />,
    <TextInput key="recordId" source="recordId" />,
    <TextInput key="entity" source="entity" />,
  ];
  return (
    <List
      filters={filters}
      perPage={25}
      pagination={<ListPages />}
      exporter={exporter}
      actions={<ListActions />}
      empty={false}
      queryOptions={{ refetchInterval: REFRESH_MS }}
    >
      <OrFailure>
        <Changes />
      </OrFailure>
    </List>
  );
}

function ListActions(): ReactElement {
  return (
    <TopToolbar>
      <RetryAllButton />
      <FilterButton />
      <ExportButton />
    </TopToolbar>
  );
}

const ALL = 'all';

function Changes(): ReactElement {
  const text = useText();
  const isPhone = useMediaQuery((theme: Theme) => theme.breakpoints.down('sm'));
  const { setFilters } = useListContext();
  const filterValues = useFilters();
  const counts = useCounts();
  const state = OUTGOING_STATES.find((known) => known === filterValues.state) ?? ALL;
  return (
    <>
      <StateTabs
        label={text('resources.outgoing.fields.state')}
        states={[ALL, ...OUTGOING_STATES]}
        chosen={state}
        nameOf={(each) => text(`resources.outgoing.states.${each}`)}
        countOf={(each) => (each === ALL ? undefined : counts?.[each])}
        onChoose={(chosen) => setFilters({ ...filterValues, state: chosen === ALL ? undefined : chosen })}
      />
      {isPhone ? (
        <SimpleList<OutgoingChange>
          primaryText={() => <PhoneTitle />}
          secondaryText={() => <PhoneDetails />}
          rowClick="show"
        />
      ) : (
        <ChangeTable />
      )}
    </>
  );
}

function useFilters(): Readonly<Record<string, string | undefined>> {
  return useListContext().filterValues as Readonly<Record<string, string | undefined>>;
}

/** Of the chosen source and record, in every state. */
function useCounts(): Record<(typeof OUTGOING_STATES)[number], number> | undefined {
  const { api } = useSession();
  const { source, entity, recordId } = useFilters();
  const query = {
    ...(source === undefined || source === '' ? {} : { source }),
    ...(entity === undefined || entity === '' ? {} : { entity }),
    ...(recordId === undefined || recordId === '' ? {} : { recordId }),
  };
  return useQuery({
    queryKey: ['outgoing', 'counts', query],
    queryFn: async ({ signal }) => (await api.get('/api/outgoing/counts', { query, signal })).body,
    refetchInterval: REFRESH_MS,
  }).data;
}

const Column = DataTable.Col<OutgoingChange>;

function ChangeTable(): ReactElement {
  return (
    <DataTable<OutgoingChange> rowClick="show" bulkActionButtons={false} tabIndex={0} empty={<NoChanges />}>
      <Column source="state" disableSort render={({ state }) => <StateChip state={state} />} />
      <Column
        source="recordId"
        disableSort
        render={({ entity, recordId, externalId }) => (
          <RecordLink entity={entity} recordId={recordId} name={externalId} />
        )}
      />
      <Column source="fields" disableSort render={(change) => <SentFields change={change} />} />
      <DataTable.NumberCol source="attempts" disableSort />
      <Column source="error" disableSort>
        <Trouble />
      </Column>
      <Column source="createdBy" disableSort render={({ createdBy }) => <UserName id={createdBy} />} />
      <Column source="createdAt" disableSort>
        <InstantField source="createdAt" />
      </Column>
    </DataTable>
  );
}

/** What is in its way, and when it is tried again. */
function Trouble(): ReactElement {
  const text = useText();
  const troubleText = useTroubleText();
  const change = useRecordContext<OutgoingChange>();
  const trouble = change === undefined ? null : troubleText(change);
  if (change === undefined || trouble === null) {
    return <span>—</span>;
  }
  return (
    <>
      {trouble}
      {change.state === 'queued' ? (
        <Typography variant="body2" color="text.secondary">
          {text('resources.outgoing.fields.runAfter')}: <InstantField source="runAfter" />
        </Typography>
      ) : null}
    </>
  );
}

function NoChanges(): ReactElement {
  const text = useText();
  return (
    <Box sx={{ p: 3 }}>
      <Typography color="text.secondary">{text('resources.outgoing.none')}</Typography>
    </Box>
  );
}

function PhoneTitle(): ReactElement | null {
  const change = useRecordContext<OutgoingChange>();
  return change === undefined ? null : <SentFields change={change} />;
}

function PhoneDetails(): ReactElement | null {
  const troubleText = useTroubleText();
  const change = useRecordContext<OutgoingChange>();
  return change === undefined ? null : (
    <>
      <StateChip state={change.state} /> {troubleText(change)}
    </>
  );
}

function RetryAllButton(): ReactElement {
  const text = useText();
  const notify = useNotify();
  const refresh = useRefresh();
  const { api } = useSession();
  const action = useAction({
    call: async () => (await api.post('/api/outgoing/retry-all')).body.retried,
    onDone: (retried) => {
      notify(text('resources.outgoing.retried_all', { smart_count: retried }), { type: 'success' });
      refresh();
    },
  });
  return (
    <ConfirmedButton
      label={text('resources.outgoing.retry_all')}
      question={text('resources.outgoing.retry_all_question')}
      explanation={text('resources.outgoing.retry_all_explanation')}
      action={action}
      size="small"
    />
  );
}
