import { SourceError, type SourceErrorDetails } from '../source-error.js';

/**
 * What a status other than 2xx means. A 404 on a list is never "empty" (E2), and a redirect is not
 * followed: the vendor's contract knows none, and its target could be anybody (E8, J2).
 */
export function statusError(status: number, method: string, details: SourceErrorDetails): SourceError {
  const error = (kind: SourceError['kind'], sentence: string): SourceError =>
    new SourceError(kind, `${sentence} (HTTP ${status})`, { ...details, status });

  if (status < 400) {
    return error('source-schema', 'The source redirects or answers without content');
  }
  if (status === 401 || status === 403) {
    return error('unauthorized', 'The source refuses our credentials');
  }
  if (status === 402) {
    return error('unauthorized', 'The licence at the source is over');
  }
  if (status === 429) {
    return error('rate-limited', 'The source asks us to slow down');
  }
  if (status >= 500 || status === 408 || status === 425) {
    return error('temporary', 'The source is in trouble');
  }
  return method === 'GET'
    ? error('source-schema', 'The source does not know this address')
    : error('rejected', 'The source refuses the change');
}
