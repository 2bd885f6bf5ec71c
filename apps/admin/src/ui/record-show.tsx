import type { ReactElement, ReactNode } from 'react';
import { Alert } from '@mui/material';
import { Show, TabbedShowLayout, useRecordContext } from 'react-admin';
import { useText } from '../i18n/text.js';
import { useFormats } from './format.js';
import { useReadFailure } from './read-failure.js';
import { RecordHistory } from './record-history.js';
import { UnsentNote } from './unsent-mark.js';

/** Wide tables scroll inside the card, never the page. */
const NARROW = { '& .RaShow-card': { minWidth: 0 } };

/** A record as all resources show it: its details, then its history. */
export function RecordShow({ children }: { readonly children: ReactNode }): ReactElement {
  const text = useText();
  const onError = useReadFailure();
  return (
    <Show sx={NARROW} queryOptions={{ onError }}>
      <TabbedShowLayout>
        <TabbedShowLayout.Tab label={text('app.record.overview')}>
          <>
            <UnsentNote />
            <MissingNote />
            {children}
          </>
        </TabbedShowLayout.Tab>
        <TabbedShowLayout.Tab label={text('app.record.history')} path="history">
          <RecordHistory />
        </TabbedShowLayout.Tab>
      </TabbedShowLayout>
    </Show>
  );
}

/** An import never deletes: what its source no longer lists stays, and says so. */
function MissingNote(): ReactElement | null {
  const text = useText();
  const formats = useFormats();
  const record = useRecordContext<{ readonly id: string; readonly missingSince?: string | null }>();
  const since = record?.missingSince;
  return since === null || since === undefined ? null : (
    <Alert severity="info" sx={{ mb: 2 }}>
      {text('app.record.missing', { at: formats.instant(since) })}
    </Alert>
  );
}
