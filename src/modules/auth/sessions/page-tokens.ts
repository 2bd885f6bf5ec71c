import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Clock } from '../../../kernel/clock.js';
import { isUuid } from '../../../kernel/ids.js';
import type { AccessClaims } from './access-tokens.js';

const ISSUER = 'sync-hub';
const TYPE = 'page';

/**
 * Tokens for pages that a browser opens by itself, without our `Authorization` header: each is good for one page, for a
 * quarter of an hour, and for nothing else. An access token is none of them, nor the other way round (FAULTS I1).
 */
@Injectable()
export class PageTokens {
  constructor(
    private readonly jwt: JwtService,
    private readonly clock: Clock,
  ) {}

  static readonly LIFETIME_S = 15 * 60;

  issue(page: string, { userId, sessionId }: AccessClaims): string {
    const iat = Math.floor(this.clock.nowMs() / 1000);
    return this.jwt.sign(
      { typ: TYPE, sid: sessionId, iat, exp: iat + PageTokens.LIFETIME_S },
      { algorithm: 'HS256', issuer: ISSUER, audience: audienceOf(page), subject: userId },
    );
  }

  /** Null for whatever is not, or no longer, a token for that page. Its session has to be asked for apart. */
  verify(page: string, token: string): AccessClaims | null {
    try {
      const { typ, sub, sid } = this.jwt.verify<Record<string, unknown>>(token, {
        algorithms: ['HS256'],
        issuer: ISSUER,
        audience: audienceOf(page),
        maxAge: PageTokens.LIFETIME_S,
        clockTimestamp: Math.floor(this.clock.nowMs() / 1000),
      });
      const isOurs = typ === TYPE && typeof sub === 'string' && typeof sid === 'string' && isUuid(sid);
      return isOurs ? { userId: sub, sessionId: sid } : null;
    } catch {
      return null;
    }
  }
}

function audienceOf(page: string): string {
  return `sync-hub-page:${page}`;
}
