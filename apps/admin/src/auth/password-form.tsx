import { type ReactElement, useState } from 'react';
import { Alert, Button } from '@mui/material';
import { Form, minLength, PasswordInput, required } from 'react-admin';
import { problemText } from '../api/problem-text.js';
import { useText } from '../i18n/text.js';
import { useSession } from './session-context.js';

interface PasswordFormProps {
  /** When it is known already: then it is not asked for. */
  readonly currentPassword?: string;
  readonly onChanged: () => unknown;
}

const PASSWORD_LENGTH_MIN = 10;

/** A new password for whoever is signed in. The rules are the server's; the form only says them before. */
export function PasswordForm({ currentPassword, onChanged }: PasswordFormProps): ReactElement {
  const session = useSession();
  const text = useText();
  const [failure, setFailure] = useState<string | null>(null);
  const submit = async (values: Readonly<Record<string, unknown>>): Promise<void> => {
    setFailure(null);
    if (values.newPassword !== values.repeated) {
      setFailure(text('app.auth.passwords_differ'));
      return;
    }
    try {
      await session.changePassword(
        currentPassword ?? String(values.currentPassword),
        String(values.newPassword),
      );
      await onChanged();
    } catch (error) {
      setFailure(problemText(error, text));
    }
  };
  const newOne = { validate: [required(), minLength(PASSWORD_LENGTH_MIN)], autoComplete: 'new-password' };
  return (
    <Form onSubmit={submit} noValidate>
      {failure === null ? null : (
        <Alert severity="error" sx={{ mb: 2, whiteSpace: 'pre-line' }}>
          {failure}
        </Alert>
      )}
      {currentPassword === undefined ? (
        <PasswordInput
          source="currentPassword"
          label={text('app.auth.current_password')}
          validate={required()}
          autoComplete="current-password"
          fullWidth
        />
      ) : null}
      <PasswordInput
        source="newPassword"
        label={text('app.auth.new_password')}
        helperText={text('app.auth.password_rule')}
        fullWidth
        {...newOne}
      />
      <PasswordInput source="repeated" label={text('app.auth.repeat_password')} fullWidth {...newOne} />
      <Button type="submit" variant="contained" size="large" fullWidth sx={{ mt: 1 }}>
        {text('app.auth.change_password')}
      </Button>
    </Form>
  );
}
