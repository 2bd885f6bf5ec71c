import type { ReactElement, ReactNode } from 'react';
import { Pagination, useListContext } from 'react-admin';
import { LoadProblem } from './load-problem.js';

/** True when the list could not be read and there is nothing older to show. */
function useFailure(): { readonly error: Error; readonly retry: () => void } | null {
  const { error, data = [], refetch } = useListContext();
  const hasFailed = error instanceof Error && data.length === 0;
  return hasFailed ? { error, retry: () => void refetch() } : null;
}

/** A list, or why there is none: an empty table would say that there are no records. */
export function OrFailure({ children }: { readonly children: ReactNode }): ReactElement {
  const failure = useFailure();
  return failure === null ? <>{children}</> : <LoadProblem error={failure.error} onRetry={failure.retry} />;
}

/** The pages of a list that was read. */
export function ListPages(): ReactElement | null {
  return useFailure() === null ? <Pagination rowsPerPageOptions={[25, 50, 100, 200]} /> : null;
}
