import { createHmac } from 'node:crypto';
import { parseJson } from '../core/request-body.js';
import type { VendorAnswer, VendorRequest } from '../core/vendor.js';
import type { VirtualClock } from '../core/virtual-clock.js';
import { REFUSALS, refusal } from './exness.answers.js';
import type { ExnessKnobs } from './exness.knobs.js';

interface IssuedToken {
  readonly untilMs: number;
  requestCount: number;
  isRevoked: boolean;
}

/** Logins and the tokens that they yield. Times are those of the virtual clock, also `iat` and `exp` in the token. */
export class ExnessAuthentication {
  private issued = new Map<string, IssuedToken>();

  constructor(
    private readonly knobs: ExnessKnobs,
    private readonly clock: VirtualClock,
  ) {}

  reset(): void {
    this.issued.clear();
  }

  /** Every token issued so far is expired (E3). */
  expireAll(): void {
    for (const token of this.issued.values()) {
      token.isRevoked = true;
    }
  }

  /** `POST /v2/auth/ {login, password}`: a token, 400 without the two fields, 401 for others, 415 for no JSON. */
  logIn(request: VendorRequest): VendorAnswer {
    const type = request.headers['content-type'] ?? '';
    if (!type.startsWith('application/json')) {
      return refusal(415, `Unsupported media type "${type}" in request.`);
    }
    const input = parseJson(request.body);
    if (typeof input !== 'object' || input === null || Array.isArray(input)) {
      return refusal(400, 'JSON parse error - Expecting value: line 1 column 1 (char 0)');
    }
    const { login, password } = input as Readonly<Record<string, unknown>>;
    const missing = Object.entries({ login, password }).filter(([, value]) => typeof value !== 'string');
    if (missing.length > 0) {
      const json = Object.fromEntries(missing.map(([field]) => [field, ['This field is required.']]));
      return { status: 400, content: { kind: 'json', json } };
    }
    return login === this.knobs.login && password === this.knobs.password
      ? { status: 200, content: { kind: 'json', json: { token: this.issue() } } }
      : REFUSALS.badLogin();
  }

  /** Null when the request may pass; counts it against its token. */
  refuse(request: VendorRequest): VendorAnswer | null {
    const [, scheme, value] = /^(\S+) (\S+)$/u.exec(request.headers.authorization ?? '') ?? [];
    const isScheme = scheme === 'JWT' || (scheme === 'Bearer' && this.knobs.acceptBearer);
    if (!isScheme || value === undefined) {
      return REFUSALS.notAuthenticated();
    }
    const token = this.issued.get(value);
    if (token === undefined) {
      return REFUSALS.badToken();
    }
    const { tokenRequestsMax } = this.knobs;
    const isUsedUp = tokenRequestsMax > 0 && token.requestCount >= tokenRequestsMax;
    if (token.isRevoked || isUsedUp || this.clock.nowMs() >= token.untilMs) {
      return REFUSALS.expired();
    }
    token.requestCount += 1;
    return null;
  }

  /** Shaped like a real one, and another one each time. */
  private issue(): string {
    const nowMs = this.clock.nowMs();
    const untilMs = nowMs + this.knobs.tokenTtlMs;
    const claims = { jti: this.issued.size + 1, iat: toSeconds(nowMs), exp: toSeconds(untilMs) };
    const unsigned = [{ typ: 'JWT', alg: 'HS256' }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const signature = createHmac('sha256', 'exness-simulator').update(unsigned).digest('base64url');
    const token = `${unsigned}.${signature}`;
    this.issued.set(token, { untilMs, requestCount: 0, isRevoked: false });
    return token;
  }
}

function toSeconds(ms: number): number {
  return Math.floor(ms / 1_000);
}
