import type { ReactElement } from 'react';
import { Box, Typography } from '@mui/material';
import { useText } from '../i18n/text.js';
import { runBarSx } from './run-bar.js';
import { useStateText } from './state-mark.js';

const SHOWN = ['succeeded', 'completed-with-errors', 'failed', 'cancelled'] as const;

/** What the patterns of the bars mean. */
export function StripLegend(): ReactElement {
  const text = useText();
  const stateText = useStateText();
  const marks = [
    ...SHOWN.map((state) => ({ name: stateText(state), sx: runBarSx({ state, dryRun: false }) })),
    { name: text('sources.strip.dry'), sx: runBarSx({ state: 'succeeded', dryRun: true }) },
  ];
  return (
    <Box
      sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 2, rowGap: 0.5, color: 'text.secondary', px: 0.5 }}
    >
      <Typography variant="caption" sx={{ flexBasis: '100%' }}>
        {text('sources.strip.legend')} {text('sources.strip.hint')}
      </Typography>
      {marks.map(({ name, sx }) => (
        <Box key={name} sx={{ display: 'flex', alignItems: 'center', gap: 0.75 }}>
          <Box sx={{ width: 10, height: 16 }} aria-hidden="true">
            <Box component="span" sx={sx} style={{ height: '100%' }} />
          </Box>
          <Typography variant="caption">{name}</Typography>
        </Box>
      ))}
    </Box>
  );
}
