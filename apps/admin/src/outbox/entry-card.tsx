import type { ReactElement } from 'react';
import { Box, Card, CardActions, CardContent, Chip, type ChipProps, Link, Typography } from '@mui/material';
import { useResourceDefinitions, useTranslate } from 'react-admin';
import { Link as RouterLink } from 'react-router-dom';
import type { OutboxEntry } from '../data/outbox/outbox-entry.js';
import { type MessageKey, useText } from '../i18n/text.js';
import { useFormats } from '../ui/format.js';
import { EntryActions } from './entry-actions.js';
import { EntryOutcome } from './entry-outcome.js';
import { EntryValues } from './entry-values.js';

/** One change: of what, what was changed, and what became of it. */
export function EntryCard({ entry }: { readonly entry: OutboxEntry }): ReactElement {
  const text = useText();
  const formats = useFormats();
  const { outcome } = entry;
  const made = text('outbox.made', { at: formats.instant(entry.madeAt) });
  const answered =
    outcome === null ? '' : ` · ${text('outbox.answered', { at: formats.instant(outcome.at) })}`;
  return (
    <Card variant="outlined">
      <CardContent sx={{ pb: 1 }}>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
          <Typography component="h3" variant="subtitle1" sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>
            <RecordName entry={entry} />
          </Typography>
          <StatusChip entry={entry} />
        </Box>
        <Typography variant="body2" color="text.secondary" sx={{ mb: 1 }}>
          {made}
          {answered}
        </Typography>
        <EntryValues entry={entry} />
        {outcome === null ? null : <EntryOutcome entry={entry} outcome={outcome} />}
      </CardContent>
      <CardActions>
        <EntryActions entry={entry} />
      </CardActions>
    </Card>
  );
}

/** Leads to the record where the panel has a page of it. */
function RecordName({ entry }: { readonly entry: OutboxEntry }): ReactElement {
  const text = useText();
  const translate = useTranslate();
  const { [entry.table]: resource } = useResourceDefinitions();
  const kind = translate(`resources.${entry.table}.name`, { smart_count: 1, _: entry.table });
  const isShown = resource?.hasShow === true && entry.operation !== 'DELETE';
  return (
    <>
      {text(`outbox.operation.${entry.operation}`)} · {kind}:{' '}
      {isShown ? (
        <Link component={RouterLink} to={`/${entry.table}/${encodeURIComponent(entry.recordId)}/show`}>
          {entry.label}
        </Link>
      ) : (
        entry.label
      )}
    </>
  );
}

type Look = readonly [MessageKey, ChipProps['color']];

const LOOKS: Readonly<Record<'waiting' | 'applied' | 'merged' | 'unchanged' | 'rejected' | 'queued', Look>> =
  {
    waiting: ['outbox.status.waiting', 'warning'],
    applied: ['outbox.status.applied', 'success'],
    merged: ['outbox.status.merged', 'success'],
    unchanged: ['outbox.status.unchanged', 'default'],
    rejected: ['outbox.status.rejected', 'error'],
    queued: ['outbox.status.queued', 'info'],
  };

function StatusChip({ entry: { outcome } }: { readonly entry: OutboxEntry }): ReactElement {
  const text = useText();
  const hasConflict = outcome !== null && outcome.conflicts.length > 0;
  const [label, color]: Look = hasConflict
    ? ['outbox.status.conflict', 'warning']
    : LOOKS[outcome?.status ?? 'waiting'];
  return <Chip size="small" variant="outlined" color={color} label={text(label)} />;
}
