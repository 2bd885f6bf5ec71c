import { describe, expect, it } from '@jest/globals';
import { summarise } from './api-summary.js';

const uuid = (prefix: string, tail = 1): string => `${prefix}-0000-4000-8000-00000000000${tail}`;

describe('the summary of the two reports (C6)', () => {
  it('explains why nothing matches when whole ids are compared', () => {
    const v1 = ['0a1b2c3d', '0a1b2c3d', '4e5f6071', '99999999'];
    const v2 = [uuid('0A1B2C3D'), uuid('4e5f6071'), uuid('77777777')];

    expect(summarise(v1, v2)).toEqual({
      v1Count: 4,
      v2Count: 3,
      v1ClientCount: 3,
      naive: { matching: 0, v1Only: 4, v2Only: 3 },
      byPrefix: { matching: 2, v1Only: 1, v2Only: 1 },
      ambiguousPrefixes: 0,
    });
  });

  it('E19 does not count an ambiguous prefix as a match', () => {
    expect(summarise(['0a1b2c3d'], [uuid('0a1b2c3d', 1), uuid('0a1b2c3d', 2)])).toMatchObject({
      byPrefix: { matching: 0, v1Only: 1, v2Only: 2 },
      ambiguousPrefixes: 1,
    });
  });
});
