import { type ReactElement, useSyncExternalStore } from 'react';
import { Alert } from '@mui/material';
import { useText } from '../i18n/text.js';

/** Whether the browser believes to have a connection. True proves nothing; false is always right. */
export function useIsOnline(): boolean {
  return useSyncExternalStore(listen, () => navigator.onLine);
}

function listen(changed: () => void): () => void {
  window.addEventListener('online', changed);
  window.addEventListener('offline', changed);
  return () => {
    window.removeEventListener('online', changed);
    window.removeEventListener('offline', changed);
  };
}

/** Above every page: what concerns the connection, and nothing while all is well. */
export function ConnectionBanner(): ReactElement {
  const text = useText();
  const isOnline = useIsOnline();
  return (
    <div role="status" aria-live="polite">
      {isOnline ? null : (
        <Alert severity="warning" sx={{ my: 1 }}>
          {text('app.connection.offline')}
        </Alert>
      )}
    </div>
  );
}
