import type { ReactElement, ReactNode } from 'react';
import { Alert, Button } from '@mui/material';
import { Pagination, useListContext } from 'react-admin';
import { useText } from '../i18n/text.js';

/** True when the list could not be read and there is nothing older to show. */
function useFailure(): { readonly error: unknown; readonly retry: () => void } | null {
  const { error, data = [], refetch } = useListContext();
  const hasFailed = error instanceof Error && data.length === 0;
  return hasFailed ? { error, retry: () => void refetch() } : null;
}

/** A list, or why there is none: an empty table would say that there are no records. */
export function OrFailure({ children }: { readonly children: ReactNode }): ReactElement {
  const text = useText();
  const failure = useFailure();
  return failure === null ? (
    <>{children}</>
  ) : (
    <Alert
      severity="warning"
      action={
        <Button color="inherit" size="small" onClick={failure.retry}>
          {text('app.problem.retry')}
        </Button>
      }
    >
      {failure.error instanceof Error ? failure.error.message : text('app.problem.internal')}
    </Alert>
  );
}

/** The pages of a list that was read. */
export function ListPages(): ReactElement | null {
  return useFailure() === null ? <Pagination rowsPerPageOptions={[25, 50, 100, 200]} /> : null;
}
