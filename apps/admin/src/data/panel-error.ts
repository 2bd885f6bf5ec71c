import { ApiProblem } from '@sync-hub/sync-client';
import { fieldProblems, problemText } from '../api/problem-text.js';
import type { Translate } from '../i18n/text.js';

/**
 * A failed call as react-admin shows it: its message is a notification, `body.errors` go beside the fields of
 * the form. `cause` is what was thrown.
 */
export class PanelError extends Error {
  readonly status: number;
  readonly code: string;
  readonly body: { readonly errors?: Readonly<Record<string, string>> };

  /** `sentence` where what failed says more than the failure. */
  constructor(cause: unknown, translate: Translate, sentence?: string) {
    super(sentence ?? problemText(cause, translate), { cause });
    this.name = 'PanelError';
    this.status = cause instanceof ApiProblem ? cause.status : 0;
    this.code = cause instanceof ApiProblem ? cause.code : 'UNREACHABLE';
    const errors = fieldProblems(cause);
    this.body = errors === null ? {} : { errors };
  }
}

/** True for an edit that was refused because the record had changed. */
export function isStale(error: unknown): error is PanelError {
  return error instanceof PanelError && error.code === 'STALE_RECORD';
}
