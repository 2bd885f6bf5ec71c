import { describe, expect, it } from '@jest/globals';
import { EXTERNAL_SOURCE_DEFAULTS as SETTINGS } from '../external-source-settings.js';
import { SourceError, type SourceErrorDetails, type SourceErrorKind } from '../source-error.js';
import { backoffMs, reactionTo, type Reaction } from './source-reaction.js';

const react = (
  kind: SourceErrorKind,
  attempts = 1,
  details: SourceErrorDetails = {},
  random = 0.5,
): Reaction =>
  reactionTo(
    new SourceError(kind, 'x', details),
    { attempts, hasRefreshed: false, hasStartedOver: false },
    SETTINGS,
    () => random,
  );

describe('the reaction to a failure', () => {
  it.each<SourceErrorKind>(['config', 'source-schema', 'rejected', 'unexpected'])(
    'ends the run for %s',
    (kind) => {
      expect(react(kind)).toEqual({ do: 'fail' });
    },
  );

  it('E3 honours the vendor’s wish in full, however long', () => {
    expect(react('rate-limited', 1, { retryAfterMs: 3_600_000 })).toEqual({
      do: 'retry',
      delayMs: 3_600_000,
      isRateLimit: true,
    });
    expect(react('temporary', 1, { retryAfterMs: 45_000 })).toEqual({
      do: 'retry',
      delayMs: 45_000,
      isRateLimit: true,
    });
  });

  it('E3 backs off on its own when the vendor names no time', () => {
    expect(react('rate-limited', 1, {}, 0)).toEqual({ do: 'retry', delayMs: 1_000, isRateLimit: true });
  });

  it('E4 bounds the attempts', () => {
    expect(react('temporary', SETTINGS.temporaryAttemptsMax - 1).do).toBe('retry');
    expect(react('temporary', SETTINGS.temporaryAttemptsMax).do).toBe('fail');
    expect(react('rate-limited', SETTINGS.rateLimitAttemptsMax).do).toBe('fail');
  });

  it('E4 draws the delay from nothing to a limit that doubles up to its cap', () => {
    const limits = [1, 2, 3, 4, 20].map((attempt) => backoffMs(attempt, SETTINGS, () => 1));

    expect(limits).toEqual([1_000, 2_000, 4_000, 8_000, 60_000]);
    expect(backoffMs(20, SETTINGS, () => 0)).toBe(0);
  });

  it('E1 refreshes credentials once', () => {
    const error = new SourceError('unauthorized', 'x');
    const once = { attempts: 1, hasRefreshed: false, hasStartedOver: false };

    expect(reactionTo(error, once, SETTINGS).do).toBe('refresh-credentials');
    expect(reactionTo(error, { ...once, hasRefreshed: true }, SETTINGS).do).toBe('fail');
  });
});
