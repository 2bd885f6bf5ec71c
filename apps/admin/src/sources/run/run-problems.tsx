import type { ReactElement } from 'react';
import { Box, Button, Typography } from '@mui/material';
import { Link } from 'react-router-dom';
import { useText } from '../../i18n/text.js';
import { useFormats } from '../../ui/format.js';
import { quarantineAddress } from '../quarantine-address.js';
import { isLive, type Run, useRunLog } from '../source-queries.js';

/** Records of this run that could not be stored, by reason, and the way to the page where they are set right. */
export function RunProblems({ run }: { readonly run: Run }): ReactElement {
  const text = useText();
  const formats = useFormats();
  const { data: lines = [] } = useRunLog(run.id, isLive(run.state));
  const reasons = new Map<string, number>();
  for (const { event, details } of lines) {
    if (event === 'quarantined') {
      const reason = String(details.reason);
      reasons.set(reason, (reasons.get(reason) ?? 0) + Number(details.count));
    }
  }
  if (run.counts.failed === 0) {
    return <Typography color="text.secondary">{text('sources.problems.none')}</Typography>;
  }
  return (
    <>
      <Typography>{text('sources.problems.lead', { smart_count: run.counts.failed })}</Typography>
      <Box component="ul" sx={{ my: 1, pl: 2.5 }}>
        {[...reasons].map(([reason, count]) => (
          <Box component="li" key={reason} sx={{ overflowWrap: 'anywhere' }}>
            {reason}: <strong>{formats.number(count)}</strong>
          </Box>
        ))}
      </Box>
      <Button component={Link} to={quarantineAddress({ runId: run.id })} variant="outlined" size="small">
        {text('sources.problems.open')}
      </Button>
    </>
  );
}
