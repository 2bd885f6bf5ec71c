import { describe, expect, it } from '@jest/globals';
import { en } from './en.js';
import { es } from './es.js';
import { ru } from './ru.js';
import { th } from './th.js';
import { uk } from './uk.js';

type Texts = ReadonlyMap<string, string>;

/** How many forms of a plural each language tells apart here. */
const PLURAL_FORMS = { ru: 3, uk: 3, es: 2, th: 1 } as const;

function textsOf(catalogue: object, prefix = ''): Texts {
  return new Map(
    Object.entries(catalogue).flatMap(([name, value]: [string, unknown]) =>
      typeof value === 'string'
        ? [[`${prefix}${name}`, value] as const]
        : [...textsOf(value as object, `${prefix}${name}.`)],
    ),
  );
}

const english = textsOf(en);
const placeholders = (text: string): string[] => [...new Set(text.match(/%\{\w+\}/g) ?? [])].sort();

describe.each(Object.entries({ ru, uk, es, th }))('the catalogue %s', (locale, catalogue) => {
  const texts = textsOf(catalogue);

  it('has every text of the English one and no other', () => {
    expect([...texts.keys()].sort()).toEqual([...english.keys()].sort());
    expect([...texts].filter(([, text]) => text === '')).toEqual([]);
  });

  it('fills in no value that the English text does not have', () => {
    const strange = [...texts].filter(([key, text]) =>
      placeholders(text).some((name) => !placeholders(english.get(key) ?? '').includes(name)),
    );
    expect(strange).toEqual([]);
  });

  it('has as many forms of a plural as the language tells apart', () => {
    const forms = PLURAL_FORMS[locale as keyof typeof PLURAL_FORMS];
    const wrong = [...texts].filter(([key, text]) => {
      const count = text.split('||||').length;
      return english.get(key)?.includes('||||') === true ? count !== forms : count !== 1;
    });
    expect(wrong).toEqual([]);
  });

  it('is translated: few texts are the same as in English', () => {
    const same = [...texts].filter(([key, text]) => text === english.get(key) && /[a-z]{4}/i.test(text));
    expect(
      same.map(([key]) => key).filter((key) => !/page\.(?:edit|show|list)$|app\.name/.test(key)),
    ).toEqual([]);
  });
});
