import { ApiProblem, ApiUnreachable } from '@sync-hub/sync-client';

/** True when no answer of the server itself came: whether it has done what it was asked is unknown. */
export function isUnreachable(error: unknown): boolean {
  return (
    error instanceof ApiUnreachable || (error instanceof ApiProblem && GATEWAY_CODES.includes(error.code))
  );
}

/** Error statuses without a problem document: a proxy's. */
const GATEWAY_CODES: readonly string[] = ['HTTP_502', 'HTTP_503', 'HTTP_504'];
