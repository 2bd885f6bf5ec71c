import type { ReactElement, ReactNode } from 'react';
import { Box, Typography } from '@mui/material';

/** Terms and what they are, side by side as the screen allows. For what is no field of a record. */
export function Facts({
  facts,
}: {
  readonly facts: readonly (readonly [term: string, value: ReactNode])[];
}): ReactElement {
  return (
    <Box
      component="dl"
      sx={{
        display: 'grid',
        gridTemplateColumns: {
          xs: 'repeat(auto-fill, minmax(140px, 1fr))',
          sm: 'repeat(auto-fill, minmax(175px, 1fr))',
        },
        gap: 1.5,
        m: 0,
      }}
    >
      {facts.map(([term, value]) => (
        <Box key={term}>
          <Typography component="dt" variant="body2" color="text.secondary">
            {term}
          </Typography>
          <Box component="dd" sx={{ m: 0, overflowWrap: 'anywhere' }}>
            {value}
          </Box>
        </Box>
      ))}
    </Box>
  );
}
