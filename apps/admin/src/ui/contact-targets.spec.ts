import { describe, expect, it } from '@jest/globals';
import { mailtoOf, telOf } from './contact-targets.js';

describe('a link that is made from data', () => {
  it('leads to an e-mail address, and nowhere else', () => {
    expect(mailtoOf('anna.test+shop@example.com')).toBe('mailto:anna.test+shop@example.com');
    expect(mailtoOf('анна@пример.рф')).toBe('mailto:анна@пример.рф');
    for (const text of [
      '',
      'anna',
      'javascript:alert(1)',
      'javascript:alert(1)//@example.com',
      'anna@example.com?bcc=other@example.com',
      'anna@example.com,other@example.com',
      'anna@example.com\r\nBcc: other@example.com',
      'anna%0a@example.com',
      ' anna@example.com',
    ]) {
      expect([text, mailtoOf(text)]).toEqual([text, null]);
    }
  });

  it('calls a phone number, and nothing else', () => {
    expect(telOf('+7 (900) 000-00-01')).toBe('tel:+79000000001');
    expect(telOf('0212/555.01.00')).toBe('tel:02125550100');
    for (const text of [
      '',
      '123',
      'javascript:1',
      '*100#',
      '+7 900 000-00-01;ext=1',
      '900\n000 00 01',
      '９００００００',
    ]) {
      expect([text, telOf(text)]).toEqual([text, null]);
    }
  });
});
