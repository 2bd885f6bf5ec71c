import { type ReactElement, useState } from 'react';
import { Alert, Box, Button, LinearProgress, Stack, Typography } from '@mui/material';
import { Title, useTranslate } from 'react-admin';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router-dom';
import type { Schema } from '../api/api-client.js';
import { useSession } from '../auth/session-context.js';
import { PanelError } from '../data/panel-error.js';
import { useText } from '../i18n/text.js';
import { StateTabs } from '../ui/state-tabs.js';
import { BatchDialog, type Batch } from './batch-dialog.js';
import { entriesPath, QUARANTINE_STATES, type QuarantineState, stateOf } from './quarantine-entry.js';
import { ReasonCard } from './reason-card.js';

/** What is wrong, the most frequent reason first: thousands of entries have mostly a handful of causes. */
export function ReasonList(): ReactElement {
  const text = useText();
  const [search, setSearch] = useSearchParams();
  const state = stateOf(search.get('state'));
  const { data, error } = useReasons(state);
  return (
    <Box sx={{ pt: 2 }}>
      <Title title={text('resources.quarantine.title')} />
      <Stack direction="row" sx={{ justifyContent: 'space-between', flexWrap: 'wrap', gap: 1, mb: 1 }}>
        <Box>
          <Typography variant="h5" component="h1">
            {text('resources.quarantine.title')}
          </Typography>
          <Typography color="text.secondary">{text('resources.quarantine.lead')}</Typography>
        </Box>
        <Button component={Link} to={entriesPath({ state })} sx={{ alignSelf: 'flex-start' }}>
          {text('resources.quarantine.all_entries')}
        </Button>
      </Stack>
      <StateTabs
        label={text('resources.quarantine.fields.state')}
        states={QUARANTINE_STATES}
        chosen={state}
        nameOf={(each) => text(`resources.quarantine.states.${each}`)}
        countOf={(each) => (each === state ? data?.entryCount : undefined)}
        onChoose={(chosen) => setSearch({ state: chosen })}
      />
      {error === null ? null : <Alert severity="error">{error.message}</Alert>}
      {data === undefined && error === null ? (
        <LinearProgress aria-label={text('resources.quarantine.loading')} />
      ) : null}
      {data === undefined ? null : <Reasons counts={data} state={state} />}
    </Box>
  );
}

function Reasons({
  counts: { reasons, reasonCount },
  state,
}: {
  readonly counts: Schema<'QuarantineReasonsResponse'>;
  readonly state: QuarantineState;
}): ReactElement {
  const text = useText();
  const client = useQueryClient();
  const [batch, setBatch] = useState<Batch | null>(null);
  if (reasons.length === 0) {
    return (
      <Typography color="text.secondary" sx={{ py: 3 }}>
        {text(`resources.quarantine.none.${state}`)}
      </Typography>
    );
  }
  return (
    <>
      <Stack
        component="ul"
        spacing={1.5}
        aria-label={text('resources.quarantine.reasons')}
        sx={{ listStyle: 'none', p: 0, m: 0 }}
      >
        {reasons.map((reason) => (
          <ReasonCard key={reason.sampleId} reason={reason} state={state} onBatch={setBatch} />
        ))}
      </Stack>
      {reasonCount > reasons.length ? (
        <Typography color="text.secondary" sx={{ mt: 2 }}>
          {text('resources.quarantine.more_reasons', { smart_count: reasonCount - reasons.length })}
        </Typography>
      ) : null}
      {batch === null ? null : (
        <BatchDialog
          batch={batch}
          onClose={() => {
            setBatch(null);
            void client.invalidateQueries({ queryKey: ['quarantine'] });
          }}
        />
      )}
    </>
  );
}

function useReasons(state: QuarantineState): {
  readonly data: Schema<'QuarantineReasonsResponse'> | undefined;
  readonly error: PanelError | null;
} {
  const translate = useTranslate();
  const { api } = useSession();
  return useQuery<Schema<'QuarantineReasonsResponse'>, PanelError>({
    queryKey: ['quarantine', 'reasons', state],
    queryFn: async ({ signal }) => {
      try {
        return (await api.get('/api/quarantine/reasons', { query: { state }, signal })).body;
      } catch (error) {
        throw signal.aborted ? error : new PanelError(error, translate);
      }
    },
    staleTime: 0,
  });
}
