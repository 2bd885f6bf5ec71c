import { useNotify, useRedirect, useResourceContext } from 'react-admin';
import { PanelError } from '../data/panel-error.js';

/** When a record cannot be shown: says why, which is not always that it does not exist, and leads back to the list. */
export function useReadFailure(): (error: unknown) => void {
  const notify = useNotify();
  const redirect = useRedirect();
  const resource = useResourceContext() ?? '';
  return (error) => {
    const message = error instanceof PanelError ? error.message : 'ra.notification.item_doesnt_exist';
    notify(message, { type: 'error' });
    redirect('list', resource);
  };
}
