import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Clock } from '../../../kernel/clock.js';
import { isUuid } from '../../../kernel/ids.js';
import { LIFETIMES } from './session.js';

const ISSUER = 'sync-hub';
const AUDIENCE = 'sync-hub-api';
const TYPE = 'access';
/** For clocks of our own processes that disagree; never more than 60 s (FAULTS D2). */
const LEEWAY_SECONDS = 30;
/** Ours have about 330 characters. */
const LENGTH_MAX = 8_192;
const CACHED_MAX = 20_000;

/** What a good access token says. Role and state are not in it: they are asked for, at most 2 s stale. */
export interface AccessClaims {
  readonly userId: string;
  readonly sessionId: string;
}

interface CachedClaims extends AccessClaims {
  readonly refusedFromMs: number;
}

/** Makes and checks access tokens: HS256 only, with issuer, audience, type and age pinned (FAULTS I1). */
@Injectable()
export class AccessTokens {
  /** By the token's hash, so that a heap dump holds none. Only good ones: bad ones are many and cheap. */
  private readonly verified = new Map<string, CachedClaims>();

  constructor(
    private readonly jwt: JwtService,
    private readonly clock: Clock,
  ) {}

  issue(claims: AccessClaims): string {
    const iat = Math.floor(this.clock.nowMs() / 1000);
    return this.jwt.sign(
      { typ: TYPE, sid: claims.sessionId, iat, exp: iat + LIFETIMES.accessToken },
      { algorithm: 'HS256', issuer: ISSUER, audience: AUDIENCE, subject: claims.userId },
    );
  }

  /** Null for whatever is not, or no longer, a good access token of ours; never why. */
  verify(token: string): AccessClaims | null {
    if (token.length > LENGTH_MAX) {
      return null;
    }
    const key = hash('sha256', token, 'base64');
    const nowMs = this.clock.nowMs();
    const known = this.verified.get(key) ?? this.verifySlowly(token, nowMs);
    this.verified.delete(key);
    if (known === null || nowMs >= known.refusedFromMs) {
      return null;
    }
    // Back at the end of the map: its first keys are those that were not seen for longest.
    this.verified.set(key, known);
    this.forgetOldest();
    return known;
  }

  private verifySlowly(token: string, nowMs: number): CachedClaims | null {
    const nowSeconds = Math.floor(nowMs / 1000);
    try {
      // Throws on all that the options name; what they cannot say is checked below.
      const payload = this.jwt.verify<Record<string, unknown>>(token, {
        algorithms: ['HS256'],
        issuer: ISSUER,
        audience: AUDIENCE,
        maxAge: LIFETIMES.accessToken,
        clockTolerance: LEEWAY_SECONDS,
        clockTimestamp: nowSeconds,
      });
      return hasOurHeader(token) ? claimsOf(payload, nowSeconds) : null;
    } catch {
      return null;
    }
  }

  private forgetOldest(): void {
    for (const oldest of this.verified.keys()) {
      if (this.verified.size <= CACHED_MAX) {
        return;
      }
      this.verified.delete(oldest);
    }
  }
}

/** The header has what we write and nothing else: a `kid`, `jku`, `x5u`, `jwk` or `crit` is not ours. */
function hasOurHeader(token: string): boolean {
  const [encoded = ''] = token.split('.', 1);
  const header = JSON.parse(Buffer.from(encoded, 'base64url').toString()) as { readonly typ?: unknown };
  return Object.keys(header).every((name) => name === 'alg' || name === 'typ') && header.typ === 'JWT';
}

/** jsonwebtoken accepts a token without `exp`, with one in the far future, and a list of audiences. */
function claimsOf(payload: Record<string, unknown>, nowSeconds: number): CachedClaims | null {
  const { typ, aud, sub, sid, iat, exp } = payload;
  if (
    typ !== TYPE ||
    aud !== AUDIENCE ||
    typeof sub !== 'string' ||
    typeof sid !== 'string' ||
    !isUuid(sid)
  ) {
    return null;
  }
  if (
    !isSecond(iat) ||
    !isSecond(exp) ||
    exp - iat > LIFETIMES.accessToken ||
    iat > nowSeconds + LEEWAY_SECONDS
  ) {
    return null;
  }
  return { userId: sub, sessionId: sid, refusedFromMs: (exp + LEEWAY_SECONDS) * 1000 };
}

function isSecond(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
