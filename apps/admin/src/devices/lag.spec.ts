import { describe, expect, it } from '@jest/globals';
import type { Schema } from '../api/api-client.js';
import { durationText, lagStateOf } from './lag.js';

const DEVICE: Schema<'DeviceDto'> = {
  id: 'd1',
  userId: 'u1',
  name: 'Phone',
  platform: 'android',
  since: 1,
  lastSeenAt: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  revokedAt: null,
  lagMs: 5,
  pending: 2,
  hasMorePending: false,
  queued: 0,
};

describe('how far a device is behind', () => {
  it.each([
    ['behind', {}],
    ['behind', { pending: 0, hasMorePending: true }],
    ['in-step', { pending: 0 }],
    ['never', { lagMs: null, pending: null }],
    ['starts-over', { pending: null }],
    ['revoked', { revokedAt: '2026-01-02T00:00:00.000Z', lagMs: null, pending: null }],
  ] as const)('is %s for %j', (state, fields) => {
    expect(lagStateOf({ ...DEVICE, ...fields })).toBe(state);
  });

  it.each([
    [5, 'en', '1 second'],
    [59_999, 'en', '59 seconds'],
    [180_000, 'en', '3 minutes'],
    [180_000, 'ru', '3 минуты'],
    [7_200_000, 'es', '2 horas'],
    [90_000_000, 'en', '1 day'],
  ])('is %d ms in %s: %s', (ms, locale, text) => {
    expect(durationText(ms, locale)).toBe(text);
  });
});
