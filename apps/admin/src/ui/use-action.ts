import { useMutation } from '@tanstack/react-query';
import { ApiProblem } from '@sync-hub/sync-client';
import { useLogoutIfAccessDenied, useNotify, useTranslate } from 'react-admin';
import { PanelError } from '../data/panel-error.js';
import type { Translate } from '../i18n/text.js';

interface ActionOptions<Answer> {
  readonly call: () => Promise<Answer>;
  /** Says what has happened, and brings the page up to date. */
  readonly onDone: (answer: Answer) => void;
  /** True for a refusal that it has told about itself. */
  readonly isExpected?: (problem: PanelError) => boolean;
  /** After any failure. */
  readonly onFailed?: () => void;
}

export interface Action {
  readonly isPending: boolean;
  readonly run: () => void;
}

/** A button's call of the API that is no edit of a record. A failure is told; a session that has ended leads to the login. */
export function useAction<Answer>({ call, onDone, isExpected, onFailed }: ActionOptions<Answer>): Action {
  const notify = useNotify();
  const translate = useTranslate();
  const logoutIfAccessDenied = useLogoutIfAccessDenied();
  const { mutate, isPending } = useMutation({
    mutationFn: call,
    onSuccess: onDone,
    onError: async (error) => {
      const problem = new PanelError(error, translate);
      onFailed?.();
      if (isExpected?.(problem) !== true && !(await logoutIfAccessDenied(problem))) {
        notify(actionProblem(error, translate), { type: 'error', multiLine: true });
      }
    },
  });
  return { isPending, run: () => mutate() };
}

/** What an action met, in the server's words where it was refused: no record is in its way, as one is in an edit's. */
export function actionProblem(error: unknown, translate: Translate): string {
  return error instanceof ApiProblem && error.code === 'CONFLICT'
    ? error.message
    : new PanelError(error, translate).message;
}
