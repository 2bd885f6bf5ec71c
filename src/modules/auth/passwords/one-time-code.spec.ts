import { describe, expect, it } from '@jest/globals';
import { newOneTimeCode, oneTimeCodeHash } from './one-time-code.js';

describe('one-time codes', () => {
  it('have twelve readable characters and are never the same', () => {
    const codes = Array.from({ length: 200 }, newOneTimeCode);

    expect(new Set(codes).size).toBe(200);
    for (const code of codes) {
      expect(code).toMatch(/^[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}$/);
    }
  });

  it('are the same however they are typed', () => {
    expect(oneTimeCodeHash(' 7qxf2mnb kd9t')).toEqual(oneTimeCodeHash('7QXF-2MNB-KD9T'));
    expect(oneTimeCodeHash('7QXF-2MNB-KD9S')).not.toEqual(oneTimeCodeHash('7QXF-2MNB-KD9T'));
  });
});
