import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { payloadFromStored, payloadToStored } from './stored-payload.js';

const anyText = fc.string({
  unit: fc.oneof(fc.constantFrom('\u0000', '\ud800', '\udc00', '$json'), fc.string()),
});
const anyPayload = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    anyText,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.oneof(anyText, fc.constant('$json')).filter((key) => key !== '__proto__'),
      tie('value'),
      { maxKeys: 4 },
    ),
  ),
})).value;

describe('a payload in the quarantine', () => {
  it('X6 H1 H2 comes back as it came, and PostgreSQL can hold it meanwhile', () => {
    fc.assert(
      fc.property(anyPayload, (payload) => {
        const stored = payloadToStored(payload, []);
        const text = JSON.stringify(stored);

        expect(payloadFromStored(JSON.parse(text))).toEqual(payload);
        // What jsonb refuses is only ever inside a string that is escaped once more.
        expect(text.replaceAll('\\\\', '')).not.toMatch(/\\u(0000|d[89a-f])/i);
      }),
    );
  });

  it('W12 J3 has no secrets, in any depth and case, escaped or not', () => {
    const payload = {
      Link_Mobile_Login: 'hush-1',
      contact: [{ token: 'hush-2', name: 'a\u0000' }],
      'bad\u0000key': { token: 'hush-3' },
    };

    expect(JSON.stringify(payloadToStored(payload, ['link_mobile_login', 'TOKEN']))).not.toContain('hush');
  });

  it('H5 is cut where it is nested too deep', () => {
    let payload: unknown = 'bottom';
    for (let depth = 0; depth < 100_000; depth += 1) {
      payload = [payload];
    }

    expect(JSON.stringify(payloadToStored(payload, []))).toContain('[nested too deep to be kept]');
  });

  it('H10 keeps a __proto__ key as data', () => {
    const payload = JSON.parse('{"__proto__": {"polluted": true}, "name": "x"}') as object;

    payloadFromStored(JSON.parse(JSON.stringify(payloadToStored(payload, []))));

    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});
