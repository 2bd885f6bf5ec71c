import type { ReactElement, ReactNode } from 'react';
import { Box, Typography } from '@mui/material';
import { useResourceContext, useTranslate } from 'react-admin';
import { OverrideMark } from './override-mark.js';
import { UnsentMark } from './unsent-mark.js';

/** Fields of a record, side by side as the screen allows; a list of terms for a screen reader. */
export function Details({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <Box
      component="dl"
      sx={{
        display: 'grid',
        gridTemplateColumns: 'repeat(auto-fill, minmax(160px, 1fr))',
        gap: 2,
        m: 0,
        mb: 3,
      }}
    >
      {children}
    </Box>
  );
}

interface DetailProps {
  /** The field: its label comes from the catalogue, and its mark when a person has set it. */
  readonly source: string;
  readonly isWide?: boolean;
  readonly children: ReactNode;
}

export function Detail({ source, isWide = false, children }: DetailProps): ReactElement {
  const translate = useTranslate();
  const resource = useResourceContext() ?? '';
  return (
    <Box sx={isWide ? { gridColumn: '1 / -1' } : {}}>
      <Typography component="dt" variant="body2" color="text.secondary">
        {translate(`resources.${resource}.fields.${source}`)}
      </Typography>
      <Box component="dd" sx={{ m: 0, overflowWrap: 'anywhere' }}>
        {children} <OverrideMark source={source} /> <UnsentMark source={source} />
      </Box>
    </Box>
  );
}

/** A heading above some of the fields. */
export function SectionTitle({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <Typography variant="h6" component="h2" sx={{ mb: 1 }}>
      {children}
    </Typography>
  );
}
