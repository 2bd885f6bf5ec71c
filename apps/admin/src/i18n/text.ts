import { useTranslate } from 'react-admin';
import type { en } from './en.js';

/** The dotted names of the texts in a catalogue: `app.menu.sources`. */
type KeysOf<Texts, Prefix extends string = ''> = {
  [K in keyof Texts & string]: Texts[K] extends string ? `${Prefix}${K}` : KeysOf<Texts[K], `${Prefix}${K}.`>;
}[keyof Texts & string];

/** A catalogue of another language: the same names, other texts. */
export type TextsLike<Texts> = {
  readonly [K in keyof Texts]: Texts[K] extends string ? string : TextsLike<Texts[K]>;
};

export type Catalogue = TextsLike<typeof en>;
export type MessageKey = KeysOf<typeof en>;

/** `smart_count` chooses the plural; the others fill `%{name}`. */
export type Values = Readonly<Record<string, string | number>>;
export type Translate = (key: MessageKey, values?: Values) => string;

/** Texts of the catalogue; a name that does not exist is a type error. */
export function useText(): Translate {
  return useTranslate();
}
