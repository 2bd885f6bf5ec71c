import type { ReactElement } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useNotify } from 'react-admin';
import type { Schema } from '../api/api-client.js';
import { useSession } from '../auth/session-context.js';
import { useText } from '../i18n/text.js';
import { ConfirmedButton } from '../ui/confirmed-button.js';
import { useAction } from '../ui/use-action.js';

/** Locks a device out, after a question; nothing for one that is locked out. */
export function RevokeButton({ device }: { readonly device: Schema<'DeviceDto'> }): ReactElement | null {
  const text = useText();
  const notify = useNotify();
  const queryClient = useQueryClient();
  const { api } = useSession();
  const { id, name } = device;
  const action = useAction({
    call: () => api.delete('/api/sync/devices/{id}', { path: { id } }),
    onDone: () => {
      notify(text('devices.revoked', { name }), { type: 'success' });
      void queryClient.invalidateQueries({ queryKey: ['devices'] });
    },
  });
  return device.revokedAt === null ? (
    <ConfirmedButton
      label={text('devices.revoke')}
      aria-label={text('devices.revoke_name', { name })}
      question={text('devices.revoke_question', { name })}
      explanation={text('devices.revoke_explanation')}
      action={action}
      color="error"
      size="small"
    />
  ) : null;
}
