import { hash, type Options, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';
import { AppError } from '../../../kernel/app-error.js';
import { normalPassword } from './password-rules.js';

/** argon2id, about 55 ms on the reference machine: twice OWASP's memory, and FAULTS I7's cost of ≥ 50 ms. */
const COST: Options = { memoryCost: 47_104, timeCost: 4, parallelism: 1 };

/** Each takes 46 MiB and a thread of libuv's four, which files and DNS need too. */
const RUNNING_MAX = 2;
/** Some seconds of work: who comes later is told to come again. */
const WAITING_MAX = 64;

/**
 * Hashes and checks passwords off the event loop. Every check costs one hash, also when there is nothing
 * to compare with, so that the time of an answer does not tell whether an account exists (FAULTS I9).
 */
@Injectable()
export class PasswordHashes {
  private readonly waiting: (() => void)[] = [];
  private running = 0;
  private dummy: Promise<string> | null = null;

  /** The hash of a new password. Throws `UNAVAILABLE` when too many wait already. */
  async hash(password: string): Promise<string> {
    return this.inTurn(() => hash(normalPassword(password), COST));
  }

  /** Whether `password` is the one of `stored`; false, in the same time, when nothing is stored. */
  async matches(stored: string | null, password: string): Promise<boolean> {
    const target = stored ?? (await this.dummyHash());
    const isEqual = await this.inTurn(() => verify(target, normalPassword(password)));
    return isEqual && stored !== null;
  }

  /** Computes what unknown accounts are compared with. At start, so that the first such login is no slower. */
  async prepare(): Promise<void> {
    await this.dummyHash();
  }

  private dummyHash(): Promise<string> {
    this.dummy ??= this.hash('nobody has this password');
    return this.dummy;
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= RUNNING_MAX) {
      if (this.waiting.length >= WAITING_MAX) {
        throw new AppError('UNAVAILABLE', 'Too many people sign in right now. Try again shortly.', {
          retryAfterSeconds: 5,
        });
      }
      // Whoever ends hands its turn over, so `running` stays as it is.
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else {
      this.running += 1;
    }
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) {
        this.running -= 1;
      } else {
        next();
      }
    }
  }
}
