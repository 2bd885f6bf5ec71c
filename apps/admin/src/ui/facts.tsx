import type { ReactElement, ReactNode } from 'react';
import { Box, Typography } from '@mui/material';

/** Terms and what they are, side by side as the screen allows. For what is no field of a record. */
export function Facts({
  facts,
}: {
  readonly facts: readonly (readonly [term: string, value: ReactNode])[];
}): ReactElement {
  return (
    <FactList>
      {facts.map(([term, value]) => (
        <Fact key={term} label={term}>
          {value}
        </Fact>
      ))}
    </FactList>
  );
}

/** The same where some of them are left out or fill a line: of {@link Fact}. */
export function FactList({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <Box
      component="dl"
      sx={{
        display: 'grid',
        gridTemplateColumns: 'repeat(auto-fill, minmax(140px, 1fr))',
        gap: 1.5,
        m: 0,
      }}
    >
      {children}
    </Box>
  );
}

interface FactProps {
  readonly label: string;
  readonly isWide?: boolean;
  readonly children: ReactNode;
}

export function Fact({ label, isWide = false, children }: FactProps): ReactElement {
  return (
    <Box sx={isWide ? { gridColumn: '1 / -1' } : {}}>
      <Typography component="dt" variant="body2" color="text.secondary">
        {label}
      </Typography>
      <Box component="dd" sx={{ m: 0, overflowWrap: 'anywhere', fontVariantNumeric: 'tabular-nums' }}>
        {children}
      </Box>
    </Box>
  );
}
