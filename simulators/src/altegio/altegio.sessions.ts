import type { VirtualClock } from '../core/virtual-clock.js';
import type { AltegioKnobs } from './altegio.knobs.js';

interface Session {
  readonly token: string;
  readonly openedAtMs: number;
  callCount: number;
}

/** User tokens: the static one of the knobs, and the one that the last login got. */
export class AltegioSessions {
  private session: Session | null = null;
  private count = 0;

  constructor(
    private readonly knobs: AltegioKnobs,
    private readonly clock: VirtualClock,
  ) {}

  reset(): void {
    this.session = null;
    this.count = 0;
  }

  /** The token for this login, the same one as long as it is good; null when login or password is wrong. */
  logIn(login: unknown, password: unknown): string | null {
    if (login !== this.knobs.login || password !== this.knobs.password) {
      return null;
    }
    if (this.session === null || this.hasExpired(this.session)) {
      this.count += 1;
      const token = `altegio-simulator-session-${this.count}`;
      this.session = { token, openedAtMs: this.clock.nowMs(), callCount: 0 };
    }
    return this.session.token;
  }

  /** Whether a call with this token is served; counts it. */
  admit(token: string): boolean {
    if (token === this.knobs.userToken && token !== '') {
      return true;
    }
    if (this.session?.token !== token) {
      return false;
    }
    if (this.hasExpired(this.session)) {
      this.session = null;
      return false;
    }
    this.session.callCount += 1;
    return true;
  }

  /** The token of the last login is refused from now on, as after a change of the password; a new login gets another. */
  expire(): void {
    this.session = null;
  }

  private hasExpired({ openedAtMs, callCount }: Session): boolean {
    const { tokenTtlMs, tokenCallsMax } = this.knobs;
    const isOld = tokenTtlMs > 0 && this.clock.nowMs() - openedAtMs >= tokenTtlMs;
    return isOld || (tokenCallsMax > 0 && callCount >= tokenCallsMax);
  }
}
