import { type ReactElement, type SubmitEvent, useState } from 'react';
import { Button, Dialog, DialogActions, DialogContent, DialogTitle } from '@mui/material';
import { ApiProblem } from '@sync-hub/sync-client';
import { useNotify } from 'react-admin';
import { useNavigate } from 'react-router-dom';
import { PanelError } from '../data/panel-error.js';
import { useText } from '../i18n/text.js';
import { RunFormFields } from './run-form-fields.js';
import { type Mode, problemsOf, requestOf, type RunForm } from './run-request.js';
import type { Source } from './source-queries.js';
import { useSourceAction } from './use-source-action.js';

interface RunDialogProps {
  readonly source: Source;
  readonly onClose: () => void;
}

/** What to read, and how. A dry run leads to what it finds; a run that is going on already leads to that one. */
export function RunDialog({ source, onClose }: RunDialogProps): ReactElement {
  const text = useText();
  const [form, setForm] = useState<RunForm>(() => emptyForm(source));
  const [isChecked, setIsChecked] = useState(false);
  const { isPending, start } = useStart(source, onClose);
  const problems = isChecked ? problemsOf(form) : {};
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    // A dialog is drawn elsewhere, but its events rise through the card.
    event.stopPropagation();
    setIsChecked(true);
    if (Object.keys(problemsOf(form)).length === 0) {
      start(form);
    }
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-labelledby="run-title">
      <form onSubmit={submit} noValidate>
        <DialogTitle id="run-title">{text('sources.dialog.title', { source: source.title })}</DialogTitle>
        <DialogContent>
          <RunFormFields form={form} problems={problems} modes={source.modes} onChange={setForm} />
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{text('sources.dialog.close')}</Button>
          <Button type="submit" variant="contained" disabled={isPending}>
            {text('sources.dialog.start')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function emptyForm({ modes }: Source): RunForm {
  const [mode = 'full'] = modes as readonly Mode[];
  return { mode, from: '', to: '', dryRun: false, pageSize: '', maxPages: '' };
}

interface Start {
  readonly isPending: boolean;
  readonly start: (form: RunForm) => void;
}

function useStart({ key, title }: Source, onClose: () => void): Start {
  const text = useText();
  const notify = useNotify();
  const navigate = useNavigate();
  const { isPending, act } = useSourceAction();
  const watch = (runId: string): void => {
    onClose();
    void navigate(`/sources/runs/${runId}`);
  };
  const start = (form: RunForm): void =>
    act({
      call: (api) =>
        api.send<{ readonly runId: string }>('post', '/api/sources/{key}/run', {
          path: { key },
          body: requestOf(form),
        }),
      done: text('sources.done.started', { source: title }),
      onDone: ({ runId }) => (form.dryRun ? watch(runId) : onClose()),
      onFailed: (error) => {
        const runId = runInProgress(error);
        if (runId === null) {
          return false;
        }
        notify(text('sources.done.in_progress', { source: title }), { type: 'info' });
        watch(runId);
        return true;
      },
    });
  return { isPending, start };
}

/** The run that keeps another one from beginning; null for other failures. */
function runInProgress(error: Error): string | null {
  const problem = error instanceof PanelError ? error.cause : null;
  if (!(problem instanceof ApiProblem) || problem.code !== 'RUN_IN_PROGRESS') {
    return null;
  }
  const { runId } = problem.document;
  return typeof runId === 'string' ? runId : null;
}
