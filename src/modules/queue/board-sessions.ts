import { Injectable } from '@nestjs/common';
import { LivePrincipals } from '../../flow/access/access.public.js';
import { JobQueues } from '../../flow/jobs/jobs.public.js';
import { AppError } from '../../kernel/app-error.js';
import type { Principal } from '../../kernel/principal.js';
import { PageTokens } from '../auth/auth.public.js';

/** Where the board of the job queue is, and as far as its cookie goes. */
export const BOARD_PATH = '/api/jobs/board';

const PAGE = 'job-board';
const COOKIE = 'sync-hub-board';

/**
 * Lets an admin's browser into the board: a page is opened without a bearer token, so the token is changed for a cookie
 * that goes nowhere else. The board only reads and no other site can send the cookie, so nothing can be forged with it.
 */
@Injectable()
export class BoardSessions {
  constructor(
    private readonly queues: JobQueues,
    private readonly tokens: PageTokens,
    private readonly principals: LivePrincipals,
  ) {}

  /** The value of a `Set-Cookie`. Throws `NOT_FOUND` when the board is not there. */
  open(principal: Principal, isHttps: boolean): string {
    this.requireBoard();
    const token = this.tokens.issue(PAGE, principal);
    const secure = isHttps ? '; Secure' : '';
    return `${COOKIE}=${token}; Path=${BOARD_PATH}; Max-Age=${PageTokens.LIFETIME_S}; HttpOnly; SameSite=Strict${secure}`;
  }

  /** Throws `UNAUTHENTICATED` unless the `Cookie` header is that of somebody who is an admin, and signed in, now. */
  async requireAdmin(cookies: string | undefined): Promise<void> {
    this.requireBoard();
    const token = tokenIn(cookies ?? '');
    const claims = token === null ? null : this.tokens.verify(PAGE, token);
    const caller = claims === null ? null : await this.principals.find({ ...claims, role: 'admin' });
    if (caller?.role !== 'admin' || caller.userId !== claims?.userId) {
      throw new AppError(
        'UNAUTHENTICATED',
        'The board opens for 15 minutes when an admin asks for it: POST /api/jobs/board-session with an access token, ' +
          'in the same browser. Then load this page again.',
      );
    }
  }

  private requireBoard(): void {
    if (this.queues.listOfBull() === null) {
      throw new AppError(
        'NOT_FOUND',
        'The board shows jobs that are kept in Redis (REDIS_URL). GET /api/jobs shows those of every store.',
      );
    }
  }
}

/** Null also when there are two: another host of the domain may have set one. */
function tokenIn(cookies: string): string | null {
  const own = cookies
    .split(';')
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie.startsWith(`${COOKIE}=`));
  return own.length === 1 ? (own[0] ?? '').slice(COOKIE.length + 1) : null;
}
