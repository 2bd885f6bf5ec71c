import { type ReactElement, useState } from 'react';
import { Alert, Button } from '@mui/material';
import { Form, PasswordInput, required, TextInput, useLogin } from 'react-admin';
import { Navigate } from 'react-router-dom';
import { problemText } from '../api/problem-text.js';
import { useText } from '../i18n/text.js';
import { AuthCard } from './auth-card.js';
import { PasswordForm } from './password-form.js';
import { useSession } from './session-context.js';

/** Signing in, and when the account asks for it a password of one's own before anything else. */
export function LoginPage(): ReactElement {
  const session = useSession();
  const enter = useLogin();
  const text = useText();
  const [wasSignedIn] = useState(session.isSignedIn);
  const [firstPassword, setFirstPassword] = useState<string | null>(null);
  if (wasSignedIn) {
    return <Navigate to="/" replace />;
  }
  const goOn = (): Promise<unknown> => enter({});
  return firstPassword === null ? (
    <AuthCard title={text('app.auth.sign_in')} lead={text('app.auth.lead')}>
      <LoginForm onSignedIn={goOn} onMustChange={setFirstPassword} />
    </AuthCard>
  ) : (
    <AuthCard title={text('app.auth.change_password')} lead={text('app.auth.must_change')}>
      <PasswordForm currentPassword={firstPassword} onChanged={goOn} />
    </AuthCard>
  );
}

interface LoginFormProps {
  readonly onSignedIn: () => Promise<unknown>;
  /** With the password of the login, so that nobody has to type it twice. */
  readonly onMustChange: (password: string) => void;
}

function LoginForm({ onSignedIn, onMustChange }: LoginFormProps): ReactElement {
  const session = useSession();
  const text = useText();
  const [failure, setFailure] = useState<string | null>(null);
  const submit = async (values: Readonly<Record<string, unknown>>): Promise<void> => {
    setFailure(null);
    const password = String(values.password);
    try {
      const { mustChangePassword } = await session.login(String(values.login).trim(), password);
      if (mustChangePassword) {
        onMustChange(password);
      } else {
        await onSignedIn();
      }
    } catch (error) {
      setFailure(problemText(error, text));
    }
  };
  return (
    <Form onSubmit={submit} noValidate>
      {failure === null ? null : (
        <Alert severity="error" sx={{ mb: 2 }}>
          {failure}
        </Alert>
      )}
      <TextInput
        source="login"
        label={text('app.auth.login')}
        validate={required()}
        autoComplete="username"
        slotProps={{ htmlInput: { autoCapitalize: 'none', spellCheck: false } }}
        fullWidth
      />
      <PasswordInput
        source="password"
        label={text('app.auth.password')}
        validate={required()}
        autoComplete="current-password"
        fullWidth
      />
      <Button type="submit" variant="contained" size="large" fullWidth sx={{ mt: 1 }}>
        {text('app.auth.sign_in')}
      </Button>
    </Form>
  );
}
