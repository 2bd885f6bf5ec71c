import type { I18nProvider } from 'react-admin';
import polyglotI18nProvider from 'ra-i18n-polyglot';
import { en } from './en.js';
import type { Catalogue } from './text.js';

/** The languages of the panel, each by its own name. */
export const LOCALES = [
  { locale: 'en', name: 'English' },
  { locale: 'ru', name: 'Русский' },
  { locale: 'uk', name: 'Українська' },
  { locale: 'es', name: 'Español' },
  { locale: 'th', name: 'ไทย' },
] as const;

export type LocaleName = (typeof LOCALES)[number]['locale'];

/** English is always there, the others are loaded when they are chosen. */
const LOADERS: Readonly<Record<LocaleName, () => Promise<Catalogue>>> = {
  en: () => Promise.resolve(en),
  ru: () => import('./ru.js').then(({ ru }) => ru),
  uk: () => import('./uk.js').then(({ uk }) => uk),
  es: () => import('./es.js').then(({ es }) => es),
  th: () => import('./th.js').then(({ th }) => th),
};

/** Beside react-admin's own settings, which a logout forgets. */
const CHOSEN_KEY = 'sync-hub.language';

/** The texts in the language that was chosen before, else the browser's, else English. */
export async function createI18nProvider(): Promise<I18nProvider> {
  const initial = localeOf([localStorage.getItem(CHOSEN_KEY), ...navigator.languages]);
  const loaded = new Map<string, Catalogue>([[initial, await LOADERS[initial]()]]);
  showLanguage(initial);
  const provider = polyglotI18nProvider(
    (locale) => (loaded.get(locale) ?? LOADERS[localeOf([locale])]()) as never,
    initial,
    [...LOCALES],
  );
  return {
    ...provider,
    changeLocale: async (locale: string) => {
      loaded.set(locale, await LOADERS[localeOf([locale])]());
      await provider.changeLocale(locale);
      localStorage.setItem(CHOSEN_KEY, locale);
      showLanguage(locale);
    },
  };
}

/** The first wish that is one of ours; `es-MX` is `es`. */
export function localeOf(wishes: readonly (string | null)[]): LocaleName {
  for (const wish of wishes) {
    const found = LOCALES.find(({ locale }) => locale === wish?.split('-', 1)[0]);
    if (found !== undefined) {
      return found.locale;
    }
  }
  return 'en';
}

/** Screen readers choose their voice by it. */
function showLanguage(locale: string): void {
  document.documentElement.lang = locale;
}
