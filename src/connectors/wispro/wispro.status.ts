import { SourceError, type SourceErrorKind } from '../../flow/external-source/external-source.public.js';

/** What Wispro's own statuses mean for a list that we read (UPSTREAM-APIS §2.1). */
const MEANINGS: Readonly<Record<number, readonly [SourceErrorKind, string]>> = {
  401: ['unauthorized', 'Wispro refuses our key'],
  402: ['unauthorized', 'The licence of Wispro is over'],
  403: ['unauthorized', 'Wispro refuses our key'],
  404: ['source-schema', 'Wispro does not know what was asked for'],
  412: ['source-schema', 'Wispro cannot do what was asked for'],
  429: ['rate-limited', 'Wispro asks us to slow down'],
};

/**
 * The failure behind an answer that HTTP calls a success (W3), or null for a true one. Not a word of the answer gets
 * into the message.
 */
export function bodyStatusError(status: number): SourceError | null {
  if (status >= 200 && status <= 299) {
    return null;
  }
  const [kind, sentence] =
    MEANINGS[status] ??
    (status >= 500
      ? (['temporary', 'Wispro is in trouble'] as const)
      : (['source-schema', 'Wispro refuses the request'] as const));
  return new SourceError(kind, `${sentence} (status ${status} in the body)`, { status });
}
