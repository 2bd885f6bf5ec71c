import { useLocale } from 'react-admin';

export interface Formats {
  /** An instant in the reader's own zone, with its time; a dash for none. */
  readonly instant: (value: string | number | null | undefined) => string;
  /** A calendar day, `2025-06-05`, which has no zone. */
  readonly day: (value: string | null | undefined) => string;
  /** An instant as the clock on a wall in `zone` (`Europe/Kyiv`) says it, whatever the reader's zone is. */
  readonly wallClock: (value: string | null | undefined, zone: string) => string;
  /** A decimal without the zeros that only fill its column; two digits after the point stay. */
  readonly amount: (value: string | null | undefined) => string;
  /** A number, or a decimal as text, of which no digit is lost. */
  readonly number: (value: string | number | null | undefined) => string;
}

const NOTHING = '—';

/** How values are written in the reader's language. */
export function useFormats(): Formats {
  const locale = regionalLocale(useLocale());
  return {
    instant: (value) =>
      value === null || value === undefined
        ? NOTHING
        : new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(
            new Date(value),
          ),
    day: (value) =>
      value === null || value === undefined
        ? NOTHING
        : new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(value)),
    wallClock: (value, zone) =>
      value === null || value === undefined
        ? NOTHING
        : new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone }).format(
            new Date(value),
          ),
    amount: (value) =>
      value === null || value === undefined ? NOTHING : numberText(locale, withoutFilling(value)),
    number: (value) => (value === null || value === undefined ? NOTHING : numberText(locale, value)),
  };
}

/** The language of the panel as it is written where the reader lives: `en` is `en-GB` for some. */
export function regionalLocale(locale: string): string {
  return navigator.languages.find((language) => language.startsWith(`${locale}-`)) ?? locale;
}

function withoutFilling(decimal: string): string {
  return decimal.replace(/(\.\d\d\d*?)0+$/, '$1');
}

function numberText(locale: string, value: string | number): string {
  const digits = String(value).split('.')[1]?.length ?? 0;
  const format = new Intl.NumberFormat(locale, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return typeof value === 'number' || Number.isNaN(Number(value))
    ? format.format(Number(value))
    : format.format(value as Intl.StringNumericLiteral);
}
