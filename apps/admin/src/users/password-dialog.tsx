import { type ReactElement, type SubmitEvent, useState } from 'react';
import {
  Alert,
  Button,
  Checkbox,
  Dialog,
  DialogActions,
  DialogContent,
  DialogContentText,
  DialogTitle,
  FormControlLabel,
  TextField,
} from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useNotify, useRefresh } from 'react-admin';
import type { Schema } from '../api/api-client.js';
import { problemText } from '../api/problem-text.js';
import { useSession } from '../auth/session-context.js';
import { useText } from '../i18n/text.js';

interface DialogProps {
  readonly user: Schema<'UserDetailResponse'>;
  readonly onClose: () => void;
}

/** A new password for somebody else. It goes to the server at once, past every place that keeps edits. */
export function PasswordDialog({ user, onClose }: DialogProps): ReactElement {
  const { api } = useSession();
  const text = useText();
  const notify = useNotify();
  const refresh = useRefresh();
  const [password, setPassword] = useState('');
  const [mustChangePassword, setMustChangePassword] = useState(true);
  const save = useMutation({
    mutationFn: () =>
      api.patch('/api/users/{id}', { path: { id: user.id }, body: { password, mustChangePassword } }),
    onSuccess: () => {
      onClose();
      notify(text('resources.users.password.saved'), { type: 'success' });
      refresh();
    },
  });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Dialog open onClose={onClose} aria-labelledby="password-title">
      <form onSubmit={submit}>
        <DialogTitle id="password-title">{text('resources.users.password.title')}</DialogTitle>
        <DialogContent>
          <DialogContentText sx={{ mb: 2 }}>
            {text('resources.users.password.explain', { name: user.name })}
          </DialogContentText>
          {save.error === null ? null : (
            <Alert severity="error" sx={{ mb: 2, whiteSpace: 'pre-line' }}>
              {problemText(save.error, text)}
            </Alert>
          )}
          <PasswordInputs
            password={password}
            mustChangePassword={mustChangePassword}
            onPassword={setPassword}
            onMustChange={setMustChangePassword}
          />
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{text('ra.action.cancel')}</Button>
          <Button type="submit" variant="contained" disabled={save.isPending || password === ''}>
            {text('resources.users.password.save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

interface InputsProps {
  readonly password: string;
  readonly mustChangePassword: boolean;
  readonly onPassword: (password: string) => void;
  readonly onMustChange: (mustChangePassword: boolean) => void;
}

function PasswordInputs({
  password,
  mustChangePassword,
  onPassword,
  onMustChange,
}: InputsProps): ReactElement {
  const text = useText();
  return (
    <>
      <TextField
        type="password"
        name="password"
        label={text('app.auth.new_password')}
        helperText={text('app.auth.password_rule')}
        autoComplete="new-password"
        required
        fullWidth
        value={password}
        onChange={(event) => onPassword(event.target.value)}
      />
      <FormControlLabel
        control={
          <Checkbox checked={mustChangePassword} onChange={(event) => onMustChange(event.target.checked)} />
        }
        label={text('resources.users.fields.mustChangePassword')}
      />
    </>
  );
}
