/** Longest login that is looked up; a longer one is nobody's. */
export const LOGIN_LENGTH_MAX = 254;

/**
 * The one form of a login (FAULTS H17): compatibility-composed, trimmed, in lower case by Unicode's own
 * rules and never by a locale's, so that the Turkish dotless i is no way round a limit.
 */
export function normalLogin(login: string): string {
  return login.normalize('NFKC').trim().toLowerCase();
}
