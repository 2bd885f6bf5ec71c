import { type ReactElement, useState } from 'react';
import { Button } from '@mui/material';
import { Confirm, useResourceDefinitions } from 'react-admin';
import { Link } from 'react-router-dom';
import { useOutbox } from '../data/outbox/outbox-context.js';
import { isWaiting, type OutboxEntry } from '../data/outbox/outbox-entry.js';
import { useText } from '../i18n/text.js';

interface ActionsProps {
  readonly entry: OutboxEntry;
}

/** What can be done with a change: discarded while it is not stored, corrected when it was refused, else put away. */
export function EntryActions({ entry }: ActionsProps): ReactElement {
  const text = useText();
  const outbox = useOutbox();
  const isRejected = entry.outcome?.status === 'rejected';
  if (!isWaiting(entry) && !isRejected) {
    return (
      <Button size="small" onClick={() => void outbox.clear([entry])}>
        {text('outbox.done')}
      </Button>
    );
  }
  return (
    <>
      {isRejected ? <CorrectButton entry={entry} /> : null}
      <DiscardButton entry={entry} />
    </>
  );
}

/** Opens the form with the refused values in it. A record that is gone has none. */
function CorrectButton({ entry }: ActionsProps): ReactElement | null {
  const text = useText();
  const { [entry.table]: resource } = useResourceDefinitions();
  const isNew = entry.operation === 'CREATE';
  const hasForm = isNew ? resource?.hasCreate === true : resource?.hasEdit === true;
  if (!hasForm || entry.operation === 'DELETE' || entry.outcome?.code === 'GONE') {
    return null;
  }
  const path = isNew ? 'create' : encodeURIComponent(entry.recordId);
  return (
    <Button
      size="small"
      component={Link}
      to={`/${entry.table}/${path}`}
      state={{ record: { ...entry.fields, ...(isNew ? { id: entry.recordId } : {}) } }}
    >
      {text('outbox.correct')}
    </Button>
  );
}

function DiscardButton({ entry }: ActionsProps): ReactElement {
  const text = useText();
  const outbox = useOutbox();
  const [isAsking, setIsAsking] = useState(false);
  const warnings = [
    text('outbox.discard_lead'),
    isWaiting(entry) && entry.sentAt !== null ? text('outbox.discard_sent') : '',
    isWaiting(entry) && entry.operation === 'CREATE' ? text('outbox.discard_new') : '',
  ];
  return (
    <>
      <Button size="small" color="error" onClick={() => setIsAsking(true)}>
        {text('outbox.discard')}
      </Button>
      <Confirm
        isOpen={isAsking}
        title={text('outbox.discard_title')}
        content={warnings.filter((warning) => warning !== '').join(' ')}
        confirm={text('outbox.discard')}
        cancel={text('outbox.cancel')}
        confirmColor="warning"
        onConfirm={() => void outbox.discard(entry)}
        onClose={() => setIsAsking(false)}
      />
    </>
  );
}
