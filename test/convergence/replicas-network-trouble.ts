import { ApiProblem, ApiUnreachable } from '@sync-hub/sync-client';

/** The server may be busy or away, and the network bad; any other refusal, and any 500, is a fault of ours. */
export function isNetworkTrouble(error: unknown): boolean {
  return (
    error instanceof ApiUnreachable ||
    (error instanceof ApiProblem && [429, 502, 503, 504].includes(error.status))
  );
}
