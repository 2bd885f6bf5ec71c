import type { ReactElement } from 'react';
import SendIcon from '@mui/icons-material/SendOutlined';
import { Alert, Box, Button, Stack, Typography } from '@mui/material';
import { Title } from 'react-admin';
import { problemText } from '../api/problem-text.js';
import { useOutbox, useOutboxView } from '../data/outbox/outbox-context.js';
import { isWaiting, needsLook, type OutboxEntry } from '../data/outbox/outbox-entry.js';
import { useText } from '../i18n/text.js';
import { useIsOnline } from '../ui/connection-banner.js';
import { EntryCard } from './entry-card.js';

/** What waits to be sent, and what became of what was sent. */
export function OutboxPage(): ReactElement {
  const text = useText();
  const { entries } = useOutboxView();
  const waiting = entries.filter(isWaiting);
  const settled = entries.filter((entry) => !isWaiting(entry)).reverse();
  const inOrder = [...settled.filter(needsLook), ...settled.filter((entry) => !needsLook(entry))];
  return (
    <Box sx={{ maxWidth: 960 }}>
      <Title title={text('outbox.title')} />
      <Typography variant="h5" component="h1" sx={{ mt: 2 }}>
        {text('outbox.title')}
      </Typography>
      <Typography color="text.secondary" sx={{ mb: 2 }}>
        {text('outbox.lead')}
      </Typography>
      <WaitingSection entries={waiting} />
      {inOrder.length === 0 ? null : <SettledSection entries={inOrder} />}
    </Box>
  );
}

interface SectionProps {
  readonly entries: readonly OutboxEntry[];
}

function WaitingSection({ entries }: SectionProps): ReactElement {
  const text = useText();
  const outbox = useOutbox();
  const isOnline = useIsOnline();
  const { isSending, problem } = useOutboxView();
  if (entries.length === 0) {
    return (
      <Alert severity="success" role="note" sx={{ mb: 3 }}>
        <strong>{text('outbox.empty')}</strong>
        <br />
        {text('outbox.empty_lead')}
      </Alert>
    );
  }
  return (
    <Box component="section" sx={{ mb: 4 }}>
      <Stack direction="row" sx={{ alignItems: 'center', justifyContent: 'space-between', mb: 1, gap: 1 }}>
        <Typography variant="h6" component="h2">
          {text('outbox.waiting_title')}
        </Typography>
        <Button
          variant="contained"
          startIcon={<SendIcon />}
          disabled={isSending || !isOnline}
          onClick={() => void outbox.send()}
        >
          {text(isSending ? 'outbox.sending' : 'outbox.send_now')}
        </Button>
      </Stack>
      {problem === null || isSending ? null : (
        <Alert severity="warning" sx={{ mb: 1 }}>
          {text('outbox.last_problem', { reason: problemText(problem, text) })}
        </Alert>
      )}
      <EntryList entries={entries} />
    </Box>
  );
}

function SettledSection({ entries }: SectionProps): ReactElement {
  const text = useText();
  const outbox = useOutbox();
  const done = entries.filter((entry) => !needsLook(entry));
  return (
    <Box component="section">
      <Stack direction="row" sx={{ alignItems: 'center', justifyContent: 'space-between', mb: 1, gap: 1 }}>
        <Typography variant="h6" component="h2">
          {text('outbox.recent_title')}
        </Typography>
        {done.length === 0 ? null : (
          <Button onClick={() => void outbox.clear(done)}>{text('outbox.done_all')}</Button>
        )}
      </Stack>
      <EntryList entries={entries} />
    </Box>
  );
}

function EntryList({ entries }: SectionProps): ReactElement {
  return (
    <Stack component="ul" spacing={1.5} sx={{ listStyle: 'none', m: 0, p: 0 }}>
      {entries.map((entry) => (
        <li key={entry.changeId}>
          <EntryCard entry={entry} />
        </li>
      ))}
    </Stack>
  );
}
