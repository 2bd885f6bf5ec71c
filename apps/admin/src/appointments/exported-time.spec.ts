import { describe, expect, it } from '@jest/globals';
import { exportedTime } from './exported-time.js';

describe('a lesson’s time in an export', () => {
  it('is the clock of the location, in summer and in winter', () => {
    expect(exportedTime('2025-08-13T15:00:00.000Z', 'Europe/Kyiv')).toBe('2025-08-13 18:00');
    expect(exportedTime('2025-12-13T22:30:00.000Z', 'Europe/Kyiv')).toBe('2025-12-14 00:30');
    expect(exportedTime(null, 'Europe/Kyiv')).toBeNull();
  });
});
