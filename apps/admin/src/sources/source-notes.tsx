import type { ReactElement } from 'react';
import { Alert, Box, Link as MuiLink } from '@mui/material';
import { Link } from 'react-router-dom';
import { useText } from '../i18n/text.js';
import { errorOf, useKindText } from './run-errors.js';
import type { Source } from './source-queries.js';

/** What somebody should know or do: missing variables, the last error, warnings. */
export function SourceNotes({ source }: { readonly source: Source }): ReactElement | null {
  const text = useText();
  const kindText = useKindText();
  const { configured, missingVariables, lastError, lastRunId, warnings } = source;
  const error = lastError === null ? null : errorOf(lastError);
  return (
    <Box sx={{ display: 'grid', gap: 1, '&:not(:empty)': { mt: 1.5 } }}>
      {configured ? null : (
        <Alert severity="info" variant="outlined" sx={WRAPPED}>
          {text('sources.missing_variables', { names: missingVariables.join(', ') })}{' '}
          {text('sources.missing_lead')}
        </Alert>
      )}
      {error === null ? null : (
        <Alert severity="error" variant="outlined" sx={WRAPPED}>
          <strong>{kindText(error.kind)}.</strong> {error.message}{' '}
          {lastRunId === null ? null : (
            <MuiLink component={Link} to={`/sources/runs/${lastRunId}`} color="inherit">
              {text('sources.to_run')}
            </MuiLink>
          )}
        </Alert>
      )}
      {warnings.map((warning) => (
        <Alert key={warning} severity="warning" variant="outlined" sx={WRAPPED}>
          {warning}
        </Alert>
      ))}
    </Box>
  );
}

const WRAPPED = { py: 0, overflowWrap: 'anywhere' };
