import { describe, expect, it } from '@jest/globals';
import { type KnownAbout, normalPassword, passwordProblem } from './password-rules.js';

const KNOWN: KnownAbout = {
  name: 'María Example Rivera',
  email: 'maria.example@example.test',
  phone: '+58 412 555-0199',
  code: '20111222',
  idNumber: 'V-20111222',
};

describe('password rules', () => {
  it.each([
    'seven slow green boats',
    'contraseña larga',
    'пароль-подлиннее',
    '🚲🛶🚂✈️🛴🚜🛵🚁🚀🛸',
    '20111222 boats',
  ])('take %s', (password) => {
    expect(passwordProblem(password, KNOWN)).toBeNull();
  });

  it.each([
    ['nine characters', 'abcdefghi'],
    ['over 200 characters', 'abcdef'.repeat(34)],
    ['one character again and again', 'aaaaaaaaaaaa'],
    ['four characters again and again', 'abcdabcdabcd'],
    ['the id with its prefix', 'V-20111222'],
    ['the id in lower case and spaces', 'v 20 111 222'],
    ['the code behind zeros', '0020111222'],
    ['the phone number', '+58 412 555-0199'],
    ['the phone number without separators', '584125550199'],
    ['the phone number without the country', '04125550199'],
    ['the e-mail address', 'Maria.Example@Example.test'],
    ['its first part', 'maria.example'],
    ['the name', 'maría example rivera'],
    ['full-width digits of the phone number', '５８４１２５５５０１９９'],
  ])('I8 refuse %s', (_, password) => {
    expect(passwordProblem(password, KNOWN)).not.toBeNull();
  });

  it('count characters, not code units, and take two ways to write one character for the same', () => {
    expect(passwordProblem('🚲🛶🚂🛴🚜', KNOWN)).not.toBeNull();
    expect(normalPassword('contrasen\u0303a')).toBe(normalPassword('contraseña'));
  });
});
