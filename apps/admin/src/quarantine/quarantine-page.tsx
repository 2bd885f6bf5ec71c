import type { ReactElement } from 'react';
import { Navigate, useLocation } from 'react-router-dom';
import { EntryList } from './entry-list.js';
import { entriesPath, type QuarantineFilter, QUARANTINE_STATES } from './quarantine-entry.js';
import { ReasonList } from './reason-list.js';

/** First what is wrong, by its reason; with a filter in the address the entries that it names, open ones unless it says else. */
export function QuarantinePage(): ReactElement {
  const { search } = useLocation();
  const named = new URLSearchParams(search).get('filter');
  if (named === null) {
    return <ReasonList />;
  }
  const filter = filterOf(named);
  return QUARANTINE_STATES.some((state) => state === filter.state) ? (
    <EntryList />
  ) : (
    <Navigate replace to={entriesPath({ ...filter, state: 'open' })} />
  );
}

/** What stands in an address may be anything. */
function filterOf(text: string): QuarantineFilter {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed : {};
  } catch {
    return {};
  }
}
