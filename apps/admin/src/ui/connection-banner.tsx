import { type ReactElement, type ReactNode, useEffect, useState, useSyncExternalStore } from 'react';
import { Alert, type AlertColor, Button } from '@mui/material';
import { Link, useLocation } from 'react-router-dom';
import { useSession } from '../auth/session-context.js';
import { isWaiting, needsLook } from '../data/outbox/outbox-entry.js';
import { useOutboxView } from '../data/outbox/outbox-context.js';
import { useText } from '../i18n/text.js';

const OUTBOX = '/outbox';
const NEWS_MS = 8_000;

/** Whether the server can be reached, as the last call found out. */
export function useIsOnline(): boolean {
  const { connection } = useSession();
  return useSyncExternalStore(connection.subscribe, () => connection.state) === 'up';
}

/** Above every page: what concerns the connection and the edits that wait for it, and nothing while all is well. */
export function ConnectionBanner(): ReactElement {
  const text = useText();
  const isOnline = useIsOnline();
  const isNews = useIsNews(isOnline);
  const { entries } = useOutboxView();
  const waitingCount = entries.filter(isWaiting).length;
  const lookCount = entries.filter(needsLook).length;
  const waits = waitingCount === 0 ? null : text('outbox.waits', { smart_count: waitingCount });
  return (
    <>
      <div role="status" aria-live="polite">
        {isOnline ? null : (
          <Line severity="warning" hasLink={waits !== null}>
            {text('app.connection.offline')} {waits ?? text('outbox.keep_working')}
          </Line>
        )}
        {isOnline && waits !== null ? (
          <Line severity="info" hasLink>
            {isNews ? text('app.connection.back') : null} {waits}
          </Line>
        ) : null}
        {isOnline && waits === null && isNews ? (
          <Line severity="success">{text('app.connection.back')}</Line>
        ) : null}
      </div>
      <div role="status" aria-live="polite">
        {lookCount === 0 ? null : (
          <Line severity="warning" hasLink>
            {text('outbox.look', { smart_count: lookCount })}
          </Line>
        )}
      </div>
    </>
  );
}

interface LineProps {
  readonly severity: AlertColor;
  readonly hasLink?: boolean;
  readonly children: ReactNode;
}

function Line({ severity, hasLink = false, children }: LineProps): ReactElement {
  const text = useText();
  const isThere = useLocation().pathname === OUTBOX;
  return (
    // The region around it speaks; an alert in it would be read twice.
    <Alert
      severity={severity}
      role="presentation"
      sx={{ my: 1, alignItems: 'center' }}
      action={
        hasLink && !isThere ? (
          <Button component={Link} to={OUTBOX} color="inherit" size="small">
            {text('outbox.show')}
          </Button>
        ) : undefined
      }
    >
      {children}
    </Alert>
  );
}

/** True for a while after the connection has come back. */
function useIsNews(isOnline: boolean): boolean {
  const [wasLost, setWasLost] = useState(false);
  if (!isOnline && !wasLost) {
    setWasLost(true);
  }
  useEffect(() => {
    if (!isOnline || !wasLost) {
      return undefined;
    }
    const timer = setTimeout(() => setWasLost(false), NEWS_MS);
    return () => clearTimeout(timer);
  }, [isOnline, wasLost]);
  return isOnline && wasLost;
}
