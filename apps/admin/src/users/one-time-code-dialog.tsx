import type { ReactElement } from 'react';
import {
  Alert,
  Box,
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogContentText,
  DialogTitle,
} from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useNotify } from 'react-admin';
import type { Schema } from '../api/api-client.js';
import { problemText } from '../api/problem-text.js';
import { useSession } from '../auth/session-context.js';
import { useText } from '../i18n/text.js';
import { useFormats } from '../ui/format.js';

interface DialogProps {
  readonly user: Schema<'UserDetailResponse'>;
  readonly onClose: () => void;
}

/** Issues a code that signs its owner in once. It is shown here and never again, so the dialog closes by its button only. */
export function OneTimeCodeDialog({ user, onClose }: DialogProps): ReactElement {
  const { api } = useSession();
  const text = useText();
  const issue = useMutation({
    mutationFn: async () => (await api.post('/api/users/{id}/one-time-code', { path: { id: user.id } })).body,
    gcTime: 0,
  });
  return (
    <Dialog open onClose={issue.isSuccess ? undefined : onClose} aria-labelledby="code-title">
      <DialogTitle id="code-title">{text('resources.users.code.title')}</DialogTitle>
      <DialogContent>
        <DialogContentText sx={{ mb: 2 }}>
          {text('resources.users.code.explain', { name: user.name })}
        </DialogContentText>
        {issue.error === null ? null : <Alert severity="error">{problemText(issue.error, text)}</Alert>}
        <div role="status">
          {issue.data === undefined ? null : <Code code={issue.data.code} expiresAt={issue.data.expiresAt} />}
        </div>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>
          {text(issue.isSuccess ? 'resources.users.code.done' : 'ra.action.cancel')}
        </Button>
        {issue.isSuccess ? null : (
          <Button variant="contained" disabled={issue.isPending} onClick={() => issue.mutate()}>
            {text('resources.users.code.issue')}
          </Button>
        )}
      </DialogActions>
    </Dialog>
  );
}

function Code({ code, expiresAt }: { readonly code: string; readonly expiresAt: string }): ReactElement {
  const text = useText();
  const notify = useNotify();
  const formats = useFormats();
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(code);
      notify(text('resources.users.code.copied'), { type: 'success' });
    } catch {
      // Without https a browser has no clipboard for us.
      notify(text('resources.users.code.not_copied'), { type: 'warning' });
    }
  };
  return (
    <>
      <Box
        component="output"
        aria-label={text('resources.users.code.label')}
        sx={{
          display: 'block',
          fontFamily: 'monospace',
          fontSize: '1.6rem',
          letterSpacing: '0.08em',
          textAlign: 'center',
          userSelect: 'all',
          p: 2,
          mb: 1,
          borderRadius: 1,
          bgcolor: 'background.default',
          color: 'text.primary',
          overflowWrap: 'anywhere',
        }}
      >
        {code}
      </Box>
      <Button variant="outlined" fullWidth onClick={() => void copy()}>
        {text('resources.users.code.copy')}
      </Button>
      <DialogContentText variant="body2" sx={{ mt: 2 }}>
        {text('resources.users.code.valid_until', { at: formats.instant(expiresAt) })}
      </DialogContentText>
    </>
  );
}
