import type { Schema } from '../api/api-client.js';

type Device = Schema<'DeviceDto'>;

/** How far a device is behind, in the order in which the questions are asked. */
export type LagState = 'revoked' | 'never' | 'starts-over' | 'in-step' | 'behind';

export function lagStateOf({ revokedAt, lagMs, pending, hasMorePending }: Device): LagState {
  if (revokedAt !== null) {
    return 'revoked';
  }
  if (lagMs === null) {
    return 'never';
  }
  if (pending === null) {
    return 'starts-over';
  }
  return pending === 0 && !hasMorePending ? 'in-step' : 'behind';
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** `3 minutes`, in the reader's language: whole units of the largest that fits, and never none. */
export function durationText(ms: number, locale: string): string {
  const [unit, size] = UNITS.find(([, each]) => ms >= each) ?? ['second', 1_000];
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(
    Math.max(1, Math.floor(ms / size)),
  );
}
