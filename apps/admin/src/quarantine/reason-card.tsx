import type { ReactElement } from 'react';
import { Box, Button, Card, CardActions, CardContent, Chip, Link, Typography } from '@mui/material';
import { Link as RouterLink } from 'react-router-dom';
import { useText } from '../i18n/text.js';
import { useFormats } from '../ui/format.js';
import { Facts } from '../ui/facts.js';
import { useEntityName } from '../ui/record-link.js';
import type { Batch } from './batch-dialog.js';
import {
  entriesPath,
  type QuarantineFilter,
  type QuarantineReason,
  type QuarantineState,
  useHeading,
  useOrigin,
} from './quarantine-entry.js';

interface ReasonCardProps {
  readonly reason: QuarantineReason;
  readonly state: QuarantineState;
  readonly onBatch: (batch: Batch) => void;
}

/** Entries with one cause: how many, since when, an example, and what can be done with all of them. */
export function ReasonCard({ reason, state, onBatch }: ReasonCardProps): ReactElement {
  const text = useText();
  const formats = useFormats();
  const heading = useHeading();
  const count = reason.entryCount;
  const filter = filterOf(reason, state);
  return (
    <Card component="li" variant="outlined" aria-label={reason.reason}>
      <CardContent sx={{ pb: 1 }}>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
          <Chip
            size="small"
            color={state === 'open' ? 'error' : 'default'}
            label={text('resources.quarantine.entries', { smart_count: count, count: formats.number(count) })}
          />
          <Typography variant="h6" component="h2">
            {heading(reason.code)}
          </Typography>
        </Box>
        <Typography sx={{ my: 1, overflowWrap: 'anywhere' }}>{reason.reason}</Typography>
        <ReasonFacts reason={reason} />
      </CardContent>
      <CardActions sx={{ px: 2, flexWrap: 'wrap', rowGap: 1 }}>
        <Button size="small" variant="contained" component={RouterLink} to={entriesPath(filter)}>
          {text('resources.quarantine.show_entries')}
        </Button>
        {state === 'resolved' ? null : (
          <Button size="small" onClick={() => onBatch({ action: 'retry', selection: { filter }, count })}>
            {text('resources.quarantine.retry_all')}
          </Button>
        )}
        {state === 'open' ? (
          <Button size="small" onClick={() => onBatch({ action: 'ignore', selection: { filter }, count })}>
            {text('resources.quarantine.ignore_all')}
          </Button>
        ) : null}
      </CardActions>
    </Card>
  );
}

function ReasonFacts({ reason }: { readonly reason: QuarantineReason }): ReactElement {
  const text = useText();
  const formats = useFormats();
  const origin = useOrigin();
  const entityName = useEntityName();
  return (
    <Facts
      facts={[
        [
          text('resources.quarantine.fields.source'),
          reason.deviceCount > 0
            ? text('resources.quarantine.device_count', { smart_count: reason.deviceCount })
            : origin(reason),
        ],
        [text('resources.quarantine.fields.entity'), entityName(reason.entity)],
        [text('resources.quarantine.fields.createdAt'), formats.instant(reason.firstSeenAt)],
        [text('resources.quarantine.fields.lastSeenAt'), formats.instant(reason.lastSeenAt)],
        [
          text('resources.quarantine.example'),
          <Link key="example" component={RouterLink} to={`/quarantine/${reason.sampleId}/show`}>
            {reason.sampleRecord ?? text('resources.quarantine.without_id')}
          </Link>,
        ],
      ]}
    />
  );
}

/** All that the entries of a reason have in common. A source says the kind by itself. */
function filterOf(
  { kind, source, entity, code, reason }: QuarantineReason,
  state: QuarantineState,
): QuarantineFilter {
  return { state, ...(source === null ? { kind } : { source }), entity, code, reason };
}
