import type { ReactElement } from 'react';
import { Alert, Box, Button, Card, CardContent, Chip, Link, Stack, Typography } from '@mui/material';
import { Show, useNotify, useRecordContext, useRefresh } from 'react-admin';
import { Link as RouterLink } from 'react-router-dom';
import { useSession } from '../auth/session-context.js';
import { useText } from '../i18n/text.js';
import { ConfirmedButton } from '../ui/confirmed-button.js';
import { SectionTitle } from '../ui/details.js';
import { Facts } from '../ui/facts.js';
import { useFormats } from '../ui/format.js';
import { JsonView } from '../ui/json-view.js';
import { RecordLink } from '../ui/record-link.js';
import { UserName } from '../ui/user-name.js';
import { useAction } from '../ui/use-action.js';
import { CorrectionForm } from './correction-form.js';
import { entriesPath, type QuarantineEntry, useHeading, useOrigin } from './quarantine-entry.js';

/** One entry: what is wrong with it, what came, and how it is put right. */
export function QuarantineShow(): ReactElement {
  return (
    <Show actions={false} component="div" sx={{ mt: 2 }}>
      <Entry />
    </Show>
  );
}

const COLOURS = { open: 'error', resolved: 'success', ignored: 'default' } as const;

function Entry(): ReactElement | null {
  const text = useText();
  const heading = useHeading();
  const entry = useRecordContext<QuarantineEntry>();
  if (entry === undefined) {
    return null;
  }
  return (
    <Card>
      <CardContent>
        <Stack spacing={2.5}>
          <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
            <Chip
              color={COLOURS[entry.state]}
              size="small"
              label={text(`resources.quarantine.state.${entry.state}`)}
            />
            <Typography variant="h5" component="h1">
              {heading(entry.code)}
            </Typography>
          </Box>
          <EntryState entry={entry} />
          <EntryFacts entry={entry} />
          <Box component="section">
            <SectionTitle>{text('resources.quarantine.fields.payload')}</SectionTitle>
            {entry.state === 'resolved' ? (
              <JsonView value={entry.payload} label={text('resources.quarantine.fields.payload')} />
            ) : (
              <CorrectionForm key={entry.id} entry={entry} actions={<EntryActions entry={entry} />} />
            )}
          </Box>
        </Stack>
      </CardContent>
    </Card>
  );
}

/** Told by itself after each attempt: what is still wrong, or where the record is. */
function EntryState({ entry }: { readonly entry: QuarantineEntry }): ReactElement {
  const text = useText();
  const formats = useFormats();
  if (entry.state === 'resolved') {
    const name = entry.externalId ?? entry.recordId;
    return (
      <Alert severity="success" role="status">
        {text('resources.quarantine.stored', { at: formats.instant(entry.resolvedAt) })}{' '}
        <RecordLink entity={entry.entity} recordId={entry.recordId} name={name} />
      </Alert>
    );
  }
  return (
    <Alert
      severity={entry.state === 'open' ? 'error' : 'info'}
      role="status"
      sx={{ overflowWrap: 'anywhere' }}
    >
      {entry.state === 'ignored' ? `${text('resources.quarantine.is_ignored')} ` : null}
      {entry.reason}
    </Alert>
  );
}

function EntryFacts({ entry }: { readonly entry: QuarantineEntry }): ReactElement {
  const text = useText();
  const formats = useFormats();
  const origin = useOrigin();
  const name = entry.externalId ?? entry.recordId ?? text('resources.quarantine.without_id');
  return (
    <Facts
      facts={[
        [text('resources.quarantine.fields.source'), origin(entry)],
        [
          text('resources.quarantine.fields.recordId'),
          <RecordLink key="record" entity={entry.entity} recordId={entry.recordId} name={name} />,
        ],
        ...(entry.kind === 'push'
          ? ([
              [text('resources.quarantine.fields.userId'), <UserName key="user" id={entry.userId} />],
              [text('resources.quarantine.fields.deviceId'), entry.deviceId?.slice(0, 8) ?? '—'],
            ] as const)
          : ([
              [text('resources.quarantine.fields.runId'), <RunEntries key="run" runId={entry.runId} />],
            ] as const)),
        [text('resources.quarantine.fields.attempts'), formats.number(entry.attempts)],
        [text('resources.quarantine.fields.createdAt'), formats.instant(entry.createdAt)],
        [text('resources.quarantine.fields.lastSeenAt'), formats.instant(entry.lastSeenAt)],
        ...(entry.resolvedAt === null
          ? []
          : ([
              [text('resources.quarantine.fields.resolvedBy'), <UserName key="by" id={entry.resolvedBy} />],
            ] as const)),
      ]}
    />
  );
}

function RunEntries({ runId }: { readonly runId: string | null }): ReactElement {
  const text = useText();
  return runId === null ? (
    <span>—</span>
  ) : (
    <Link component={RouterLink} to={entriesPath({ runId })}>
      {text('resources.quarantine.same_run')}
    </Link>
  );
}

/** What needs no correction: the cause may have been elsewhere, or the record may be nobody's loss. */
function EntryActions({ entry }: { readonly entry: QuarantineEntry }): ReactElement {
  const text = useText();
  const notify = useNotify();
  const refresh = useRefresh();
  const { api } = useSession();
  const path = { id: entry.id };
  const retry = useAction({
    call: async () => (await api.post('/api/quarantine/{id}/retry', { path })).body,
    onDone: ({ state }) => {
      if (state === 'resolved') {
        notify(text('resources.quarantine.now_stored'), { type: 'success' });
      } else {
        notify(text('resources.quarantine.still_bad'), { type: 'warning' });
      }
      refresh();
    },
    onFailed: refresh,
  });
  const ignore = useAction({
    call: () => api.post('/api/quarantine/{id}/ignore', { path }),
    onDone: () => {
      notify(text('resources.quarantine.now_ignored'), { type: 'success' });
      refresh();
    },
    onFailed: refresh,
  });
  return (
    <>
      <Button disabled={retry.isPending} onClick={retry.run}>
        {text('resources.quarantine.retry_as_it_is')}
      </Button>
      {entry.state === 'open' ? (
        <ConfirmedButton
          label={text('resources.quarantine.ignore')}
          question={text('resources.quarantine.ignore_question', { smart_count: 1 })}
          explanation={text('resources.quarantine.ignore_explanation')}
          action={ignore}
        />
      ) : null}
    </>
  );
}
