import type { ReactElement } from 'react';
import { Alert, AlertTitle, Box, Typography } from '@mui/material';
import { useText } from '../../i18n/text.js';
import { useKindText } from '../run-errors.js';
import type { Run } from '../source-queries.js';

/** Why a run failed, with what the source answered, and what else somebody should look at. */
export function RunTrouble({ run }: { readonly run: Run }): ReactElement {
  const text = useText();
  const kindText = useKindText();
  const { error, warnings } = run;
  return (
    <Box sx={{ display: 'grid', gap: 1, '&:not(:empty)': { mt: 2 } }}>
      {error === null ? null : (
        <Alert severity="error" variant="outlined" sx={WRAPPED}>
          <AlertTitle>{kindText(error.kind)}</AlertTitle>
          {error.message}
          {error.sample === undefined || error.sample === '' ? null : (
            <>
              <Typography variant="body2" sx={{ mt: 1, fontWeight: 600 }}>
                {text('sources.run.sample')}
              </Typography>
              <Box component="pre" tabIndex={0} aria-label={text('sources.run.sample')} sx={SAMPLE}>
                {error.sample}
              </Box>
            </>
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

const WRAPPED = { overflowWrap: 'anywhere', '& .MuiAlert-message': { minWidth: 0, flex: 1 } };
const SAMPLE = {
  ...{ m: 0, p: 1, maxHeight: 200, overflow: 'auto', fontSize: 13 },
  ...{ bgcolor: 'background.default', borderRadius: 1, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' },
};
