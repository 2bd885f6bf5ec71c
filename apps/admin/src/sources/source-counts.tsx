import type { ReactElement } from 'react';
import { Box, Link as MuiLink } from '@mui/material';
import { Link } from 'react-router-dom';
import { useText } from '../i18n/text.js';
import { useFormats } from '../ui/format.js';
import { quarantineAddress } from './quarantine-address.js';
import type { Source } from './source-queries.js';

const COUNTS = ['created', 'updated', 'unchanged', 'failed'] as const;

/** What became of the records of the last run, and what is open. */
export function SourceCounts({ source }: { readonly source: Source }): ReactElement | null {
  const text = useText();
  const formats = useFormats();
  const { counts, openErrorCount } = source;
  if (source.lastRunId === null && openErrorCount === 0) {
    return null;
  }
  return (
    <Box sx={{ mt: 1, textAlign: { lg: 'right' } }}>
      <Box component="dl" sx={LIST}>
        {COUNTS.map((name) => (
          <Box key={name} sx={{ display: 'flex', gap: 0.5 }}>
            <Box component="dt" sx={{ color: 'text.secondary' }}>
              {text(`sources.count.${name}`)}
            </Box>
            <Box
              component="dd"
              sx={{
                m: 0,
                fontWeight: 600,
                ...(name === 'failed' && counts.failed > 0 ? { color: 'error.main' } : {}),
              }}
            >
              {formats.number(counts[name])}
            </Box>
          </Box>
        ))}
      </Box>
      {openErrorCount === 0 ? null : (
        <MuiLink
          component={Link}
          to={quarantineAddress({ source: source.key })}
          variant="body2"
          color="error"
          sx={{ fontWeight: 600 }}
        >
          {text('sources.open_link', { smart_count: openErrorCount })}
        </MuiLink>
      )}
    </Box>
  );
}

const LIST = {
  display: 'flex',
  flexWrap: 'wrap',
  justifyContent: { lg: 'flex-end' },
  columnGap: 1.5,
  ...{ m: 0, fontSize: 13, fontVariantNumeric: 'tabular-nums' },
};
