import { describe, expect, it } from '@jest/globals';
import { SourceError, type SourceErrorKind } from '../external-source/external-source.public.js';
import { backoffMs, deliveryReactionTo } from './delivery-reaction.js';
import { OUTGOING_DEFAULTS } from './outgoing-settings.js';

const FRESH = { attempts: 1, hasRefreshed: false };
const reactTo = (kind: SourceErrorKind, details: SourceError['details'] = {}, history = FRESH): unknown =>
  deliveryReactionTo(new SourceError(kind, 'trouble', details), history, OUTGOING_DEFAULTS, () => 0);

describe('what is done about a delivery that failed (S6, DESIGN §6)', () => {
  it.each([
    ['temporary', {}, { delayMs: 2_000, isCounted: true, rests: 'deliveries-longer-each-time' }],
    ['temporary', { retryAfterMs: 60_000 }, { delayMs: 60_000, isCounted: true, rests: 'everything' }],
    ['rate-limited', { retryAfterMs: 7_000 }, { delayMs: 7_000, isCounted: false, rests: 'everything' }],
    ['rate-limited', {}, { delayMs: 2_000, isCounted: false, rests: 'everything' }],
    ['config', {}, { delayMs: 900_000, isCounted: false, rests: 'deliveries' }],
    ['source-schema', {}, { delayMs: 2_000, isCounted: true, rests: 'nobody' }],
    ['cursor-expired', {}, { delayMs: 2_000, isCounted: true, rests: 'nobody' }],
    ['unexpected', {}, { delayMs: 2_000, isCounted: true, rests: 'nobody' }],
  ] as const)('%s %p is tried later', (kind, details, expected) => {
    expect(reactTo(kind, details)).toEqual({ do: 'postpone', ...expected });
  });

  it('E1 gets new credentials once, and then leaves the vendor alone for a quarter of an hour', () => {
    expect(reactTo('unauthorized')).toEqual({ do: 'refresh-credentials' });
    expect(reactTo('unauthorized', {}, { attempts: 1, hasRefreshed: true })).toEqual({
      do: 'postpone',
      delayMs: 900_000,
      isCounted: false,
      rests: 'deliveries',
    });
  });

  it.each([409, 412, 422])('E17 leaves a refusal with %i to a person', (status) => {
    expect(reactTo('rejected', { status })).toEqual({ do: 'disagree' });
  });

  it.each([400, 404, 410, undefined])('gives up at once after a refusal with %p', (status) => {
    expect(reactTo('rejected', status === undefined ? {} : { status })).toEqual({ do: 'refuse' });
  });

  it.each(['temporary', 'source-schema', 'unexpected'] as const)('gives up after ten times %s', (kind) => {
    expect(reactTo(kind, {}, { attempts: 9, hasRefreshed: false })).toMatchObject({ do: 'postpone' });
    expect(reactTo(kind, {}, { attempts: 10, hasRefreshed: false })).toEqual({ do: 'refuse' });
  });

  it('never gives up because of a limit or of credentials', () => {
    for (const kind of ['rate-limited', 'config', 'unauthorized'] as const) {
      expect(reactTo(kind, {}, { attempts: 99, hasRefreshed: true })).toMatchObject({ do: 'postpone' });
    }
  });

  it('waits 2, 4, 8 … 300 s, and up to a fifth more', () => {
    const delays = Array.from({ length: 10 }, (_, index) => backoffMs(index + 1, OUTGOING_DEFAULTS, () => 0));

    expect(delays.map((ms) => ms / 1_000)).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
    expect(backoffMs(1, OUTGOING_DEFAULTS, () => 1)).toBe(2_400);
    expect(backoffMs(60, OUTGOING_DEFAULTS, () => 1)).toBe(360_000);
  });
});
