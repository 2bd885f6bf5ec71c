import type { ReactElement } from 'react';
import { Alert, Box, Card, CardContent, Stack, Typography } from '@mui/material';
import { Show, useNotify, useRecordContext, useRefresh } from 'react-admin';
import { useSession } from '../auth/session-context.js';
import { useText } from '../i18n/text.js';
import { ConfirmedButton } from '../ui/confirmed-button.js';
import { SectionTitle } from '../ui/details.js';
import { Facts } from '../ui/facts.js';
import { useFormats } from '../ui/format.js';
import { RecordLink } from '../ui/record-link.js';
import { UserName } from '../ui/user-name.js';
import { useAction } from '../ui/use-action.js';
import { useSources } from '../ui/use-sources.js';
import {
  canDiscard,
  canRetry,
  type OutgoingChange,
  REFRESH_MS,
  StateChip,
  useTroubleText,
} from './outgoing-state.js';
import { FieldTable } from './sent-fields.js';

/** One change: what was sent, what is in its way, and what may be done about it. */
export function OutgoingShow(): ReactElement {
  return (
    <Show actions={false} component="div" queryOptions={{ refetchInterval: REFRESH_MS }} sx={{ mt: 2 }}>
      <Change />
    </Show>
  );
}

function Change(): ReactElement | null {
  const text = useText();
  const change = useRecordContext<OutgoingChange>();
  if (change === undefined) {
    return null;
  }
  return (
    <Card>
      <CardContent>
        <Stack spacing={2.5}>
          <Box>
            <Typography variant="h5" component="h1" gutterBottom>
              <RecordLink entity={change.entity} recordId={change.recordId} name={change.externalId} />
            </Typography>
            <Box aria-live="polite">
              <StateChip state={change.state} />{' '}
              <Typography component="span" color="text.secondary">
                {text(`resources.outgoing.means.${change.state}`)}
              </Typography>
            </Box>
          </Box>
          <TroubleAlert change={change} />
          <Box component="section">
            <SectionTitle>{text('resources.outgoing.fields.fields')}</SectionTitle>
            <FieldTable change={change} />
          </Box>
          <ChangeFacts change={change} />
          <ChangeActions change={change} />
        </Stack>
      </CardContent>
    </Card>
  );
}

function TroubleAlert({ change }: { readonly change: OutgoingChange }): ReactElement | null {
  const trouble = useTroubleText()(change);
  if (trouble === null) {
    return null;
  }
  const severity = change.state === 'rejected' ? 'error' : change.state === 'discarded' ? 'info' : 'warning';
  return (
    <Alert severity={severity}>
      {trouble}
      {change.error === null || change.error === trouble ? null : (
        <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
          {change.error}
        </Typography>
      )}
    </Alert>
  );
}

function ChangeFacts({ change }: { readonly change: OutgoingChange }): ReactElement {
  const text = useText();
  const formats = useFormats();
  const { titleOf } = useSources();
  return (
    <Facts
      facts={[
        [text('resources.outgoing.fields.source'), titleOf(change.source)],
        [text('resources.outgoing.fields.externalId'), change.externalId],
        [text('resources.outgoing.fields.createdBy'), <UserName key="by" id={change.createdBy} />],
        [text('resources.outgoing.fields.createdAt'), formats.instant(change.createdAt)],
        [text('resources.outgoing.fields.attempts'), formats.number(change.attempts)],
        change.endedAt === null
          ? [text('resources.outgoing.fields.runAfter'), formats.instant(change.runAfter)]
          : [text('resources.outgoing.fields.endedAt'), formats.instant(change.endedAt)],
      ]}
    />
  );
}

function ChangeActions({ change }: { readonly change: OutgoingChange }): ReactElement | null {
  const text = useText();
  const { retry, discard } = useChangeActions(change);
  if (!canRetry(change) && !canDiscard(change)) {
    return null;
  }
  return (
    <Stack direction="row" spacing={1}>
      <ConfirmedButton
        label={text('resources.outgoing.retry')}
        question={text('resources.outgoing.retry_question')}
        explanation={text(
          change.state === 'conflicted'
            ? 'resources.outgoing.retry_conflict_explanation'
            : 'resources.outgoing.retry_explanation',
        )}
        action={retry}
        variant="contained"
      />
      <ConfirmedButton
        label={text('resources.outgoing.discard')}
        question={text('resources.outgoing.discard_question')}
        explanation={text('resources.outgoing.discard_explanation')}
        action={discard}
        color="error"
      />
    </Stack>
  );
}

function useChangeActions({ id }: OutgoingChange): Record<'retry' | 'discard', ReturnType<typeof useAction>> {
  const text = useText();
  const notify = useNotify();
  const refresh = useRefresh();
  const { api } = useSession();
  const retry = useAction({
    call: () => api.post('/api/outgoing/{id}/retry', { path: { id } }),
    onDone: () => {
      notify(text('resources.outgoing.retried'), { type: 'success' });
      refresh();
    },
    onFailed: refresh,
  });
  const discard = useAction({
    call: () => api.post('/api/outgoing/{id}/discard', { path: { id } }),
    onDone: () => {
      notify(text('resources.outgoing.discarded'), { type: 'success' });
      refresh();
    },
    onFailed: refresh,
  });
  return { retry, discard };
}
