import type { ReactElement } from 'react';
import CheckIcon from '@mui/icons-material/CheckCircle';
import WarningIcon from '@mui/icons-material/Warning';
import { Box, Paper, Typography } from '@mui/material';
import { useText } from '../i18n/text.js';
import type { Source } from './source-queries.js';

/** States in which somebody should look. */
const TROUBLE = ['failed', 'completed-with-errors'];

/** The answer to why one opens the page, in one sentence. */
export function SourcesSummary({ sources }: { readonly sources: readonly Source[] }): ReactElement {
  const text = useText();
  const troubled = sources.filter(
    ({ state, openErrorCount }) => TROUBLE.includes(state) || openErrorCount > 0,
  );
  const liveCount = sources.filter(({ liveRunId }) => liveRunId !== null).length;
  const openCount = sources.reduce((sum, { openErrorCount }) => sum + openErrorCount, 0);
  const isFine = troubled.length === 0;
  const Icon = isFine ? CheckIcon : WarningIcon;
  return (
    <Paper
      variant="outlined"
      sx={{
        display: 'flex',
        flexWrap: 'wrap',
        alignItems: 'center',
        ...{ columnGap: 2, rowGap: 1, p: 2 },
      }}
    >
      <Icon aria-hidden="true" sx={{ fontSize: 40, color: isFine ? 'success.main' : 'warning.main' }} />
      <Box sx={{ flex: '1 1 260px' }}>
        <Typography variant="h5" component="h1">
          {isFine
            ? text('sources.summary.fine')
            : text('sources.summary.attention', { smart_count: troubled.length })}
        </Typography>
        <Typography variant="body2" color="text.secondary">
          {text(isFine ? 'sources.summary.fine_lead' : 'sources.summary.attention_lead')}
        </Typography>
      </Box>
      <Typography variant="body2" component="p" color="text.secondary">
        {liveCount === 0
          ? text('sources.summary.idle')
          : text('sources.summary.live', { smart_count: liveCount })}
        <br />
        {openCount === 0
          ? text('sources.summary.no_open')
          : text('sources.summary.open', { smart_count: openCount })}
      </Typography>
    </Paper>
  );
}
