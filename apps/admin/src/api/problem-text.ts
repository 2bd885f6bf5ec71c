import { ApiProblem, ApiUnreachable } from '@sync-hub/sync-client';
import type { MessageKey, Translate } from '../i18n/text.js';

/** Codes that have a sentence of ours; the others are told in the server's own words. */
const SENTENCES: Readonly<Record<string, MessageKey>> = {
  BAD_CREDENTIALS: 'app.problem.bad_credentials',
  CONFLICT: 'app.problem.conflict',
  FORBIDDEN: 'app.problem.forbidden',
  INTERNAL: 'app.problem.internal',
  NOT_FOUND: 'app.problem.not_found',
  RUN_IN_PROGRESS: 'app.problem.run_in_progress',
  SESSION_REVOKED: 'app.problem.session_ended',
  SOURCE_NOT_CONFIGURED: 'app.problem.source_not_configured',
  STALE_RECORD: 'app.problem.stale_record',
  TOO_LARGE: 'app.problem.too_large',
  UNAUTHENTICATED: 'app.problem.session_ended',
  UNAVAILABLE: 'app.problem.unavailable',
};

/** What went wrong, in the reader's language where we have a sentence for it. */
export function problemText(error: unknown, translate: Translate): string {
  if (error instanceof ApiUnreachable) {
    return translate('app.problem.unreachable');
  }
  if (!(error instanceof ApiProblem)) {
    return translate('app.problem.internal');
  }
  if (error.code === 'THROTTLED' || (error.retryAfterSeconds ?? 0) > 0) {
    return translate('app.problem.throttled', { smart_count: error.retryAfterSeconds ?? 1 });
  }
  const sentence = SENTENCES[error.code];
  // A conflict without a field is about no value that is taken: it says itself what is in the way.
  const isItsOwn = error.code === 'CONFLICT' && fieldProblems(error) === null;
  if (sentence !== undefined && !isItsOwn) {
    return translate(sentence);
  }
  const fields = (error.document.errors ?? []).map(({ field, message }) => `${field}: ${message}`);
  return [error.message, ...fields].join('\n');
}

/** The bad fields of a VALIDATION by their names, as forms show them; null when the problem names none. */
export function fieldProblems(error: unknown): Readonly<Record<string, string>> | null {
  const errors = error instanceof ApiProblem ? (error.document.errors ?? []) : [];
  return errors.length === 0
    ? null
    : Object.fromEntries(errors.map(({ field, message }) => [field, message]));
}
