import type { ReactElement } from 'react';
import { Card, CardContent, Typography } from '@mui/material';
import { Title, useNotify } from 'react-admin';
import { useNavigate } from 'react-router-dom';
import { useText } from '../i18n/text.js';
import { PasswordForm } from './password-form.js';

/** Changing one's password at any time. */
export function PasswordPage(): ReactElement {
  const text = useText();
  const notify = useNotify();
  const navigate = useNavigate();
  const changed = async (): Promise<void> => {
    notify(text('app.auth.password_changed'), { type: 'success' });
    await navigate('/');
  };
  return (
    <Card sx={{ maxWidth: 440, mt: 2 }}>
      <Title title={text('app.auth.change_password')} />
      <CardContent>
        <Typography variant="h5" component="h1" sx={{ mb: 2 }}>
          {text('app.auth.change_password')}
        </Typography>
        <PasswordForm onChanged={changed} />
      </CardContent>
    </Card>
  );
}
