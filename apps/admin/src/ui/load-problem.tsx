import type { ReactElement } from 'react';
import { Alert, Button } from '@mui/material';
import { useText } from '../i18n/text.js';

interface LoadProblemProps {
  readonly error: Error;
  readonly onRetry: () => void;
}

/** In place of what could not be read, with the way to try it again. */
export function LoadProblem({ error, onRetry }: LoadProblemProps): ReactElement {
  const text = useText();
  return (
    <Alert
      severity="error"
      sx={{ my: 2 }}
      action={
        <Button color="inherit" size="small" onClick={onRetry}>
          {text('app.problem.retry')}
        </Button>
      }
    >
      {error.message}
    </Alert>
  );
}
