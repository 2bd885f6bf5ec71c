/** What a session opens: everything of its role, or nothing but the change of the password. */
export type SessionPurpose = 'full' | 'password-change';

/** Why a session ended before its time. */
export type RevocationReason =
  | 'logout'
  | 'password-changed'
  | 'password-reset'
  | 'account-disabled'
  /** A refresh token came twice: one of the two who had it stole it (FAULTS I3). */
  | 'refresh-reused'
  /** A newer login by first password or one-time code took its place. */
  | 'superseded';

/** Where a login came from. */
export interface LoginOrigin {
  /** See `addressKey`. */
  readonly addressKey: string;
  readonly deviceLabel: string | null;
}

/** How long things live. Seconds, but for what says otherwise. */
export const LIFETIMES = {
  accessToken: 15 * 60,
  passwordChangeSession: 15 * 60,
  /** A phone that was offline for as long as the change log is kept need not sign in again. */
  refreshToken: 60 * 24 * 3600,
  session: 365 * 24 * 3600,
} as const;
