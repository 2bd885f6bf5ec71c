import { type ReactElement, useState } from 'react';
import { Button, Stack, Typography } from '@mui/material';
import { useGetIdentity, useRecordContext } from 'react-admin';
import { Link } from 'react-router-dom';
import type { Schema } from '../api/api-client.js';
import { useText } from '../i18n/text.js';
import { SectionTitle } from '../ui/details.js';
import { OneTimeCodeDialog } from './one-time-code-dialog.js';
import { PasswordDialog } from './password-dialog.js';

/** How somebody comes in who has lost the way: a code for once, or a new password. */
export function UserAccess(): ReactElement | null {
  const text = useText();
  const { identity } = useGetIdentity();
  const user = useRecordContext<Schema<'UserDetailResponse'>>();
  const [open, setOpen] = useState<'code' | 'password' | null>(null);
  if (user === undefined || identity === undefined) {
    return null;
  }
  const close = (): void => setOpen(null);
  return (
    <>
      <SectionTitle>{text('resources.users.sections.access')}</SectionTitle>
      <Stack direction="row" sx={{ flexWrap: 'wrap', gap: 1, mb: 1 }}>
        {user.id === identity.id ? (
          <Button variant="outlined" component={Link} to="/password">
            {text('app.auth.change_password')}
          </Button>
        ) : (
          <Button variant="outlined" onClick={() => setOpen('password')}>
            {text('resources.users.password.title')}
          </Button>
        )}
        <Button variant="outlined" disabled={!user.status} onClick={() => setOpen('code')}>
          {text('resources.users.code.title')}
        </Button>
      </Stack>
      <Typography variant="body2" color="text.secondary" sx={{ mb: 3 }}>
        {text(user.status ? 'resources.users.code.lead' : 'resources.users.code.disabled')}
      </Typography>
      {open === 'code' ? <OneTimeCodeDialog user={user} onClose={close} /> : null}
      {open === 'password' ? <PasswordDialog user={user} onClose={close} /> : null}
    </>
  );
}
