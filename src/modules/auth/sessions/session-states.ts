import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { type SessionState, SessionsRepository } from './sessions.repository.js';

/** Oldest state that is acted on. With the rest of a request's way it keeps I2's 5 s. */
const FRESH_MS = 2_000;
/** Sessions in use at once in one process before the longest unasked are forgotten. */
const ENTRIES_MAX = 20_000;

interface Entry {
  readonly askedAtMs: number;
  readonly state: Promise<SessionState | null>;
}

/**
 * What PostgreSQL said of a session at most 2 s ago. Callers who ask at once share one query. A process
 * that ends a session forgets it here at once; the others learn of it within those 2 s (FAULTS I2).
 */
@Injectable()
export class SessionStates {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly sessions: SessionsRepository,
    private readonly clock: Clock,
  ) {}

  /** Null when there is no such session. Throws `UNAVAILABLE` while PostgreSQL is away: nobody gets in unchecked. */
  async find(sessionId: string): Promise<SessionState | null> {
    const nowMs = this.clock.nowMs();
    const known = this.entries.get(sessionId);
    if (known !== undefined && Math.abs(nowMs - known.askedAtMs) < FRESH_MS) {
      return known.state;
    }
    const state = this.sessions.findState(sessionId);
    const entry: Entry = { askedAtMs: nowMs, state };
    this.remember(sessionId, entry);
    try {
      return await state;
    } catch (error) {
      if (this.entries.get(sessionId) === entry) {
        this.entries.delete(sessionId);
      }
      throw error;
    }
  }

  /** After this process has changed a session, or something about its user. */
  forget(sessionId: string): void {
    this.entries.delete(sessionId);
  }

  /** After this process has changed an account. Rare, so it may forget everybody: that costs one query each. */
  forgetAll(): void {
    this.entries.clear();
  }

  /** A map keeps the order of insertion, so its first keys are those that were looked up longest ago. */
  private remember(sessionId: string, entry: Entry): void {
    this.entries.delete(sessionId);
    this.entries.set(sessionId, entry);
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= ENTRIES_MAX) {
        return;
      }
      this.entries.delete(oldest);
    }
  }
}
