import type { Schema } from '../api/api-client.js';
import type { MessageKey } from '../i18n/text.js';

export type RunRequest = Schema<'RunRequest'>;
export type Mode = NonNullable<RunRequest['mode']>;

/** What the form holds, as it is typed. */
export interface RunForm {
  readonly mode: Mode;
  readonly from: string;
  readonly to: string;
  readonly dryRun: boolean;
  readonly pageSize: string;
  readonly maxPages: string;
}

/** The API's own limits (RunRequest). */
export const LIMITS = { pageSize: { min: 1, max: 1_000 }, maxPages: { min: 1, max: 10_000 } } as const;

export interface FormProblem {
  readonly key: MessageKey;
  readonly values?: Readonly<Record<string, number>>;
}

export type FormProblems = Readonly<Partial<Record<keyof RunForm, FormProblem>>>;

/** What is wrong with the form, by field; empty when it can be sent. */
export function problemsOf({ mode, from, to, pageSize, maxPages }: RunForm): FormProblems {
  const numbers = Object.entries({ pageSize, maxPages }) as ['pageSize' | 'maxPages', string][];
  return {
    ...(mode === 'range' && from === '' ? { from: { key: 'sources.dialog.day_missing' } } : {}),
    ...(mode === 'range' && to === '' ? { to: { key: 'sources.dialog.day_missing' } } : {}),
    ...(mode === 'range' && from !== '' && to !== '' && to < from
      ? { to: { key: 'sources.dialog.day_order' } }
      : {}),
    ...Object.fromEntries(
      numbers
        .filter(([name, text]) => !isWithin(text, LIMITS[name]))
        .map(([name]) => [name, { key: 'sources.dialog.number', values: LIMITS[name] }]),
    ),
  };
}

/** Only what was asked for. */
export function requestOf({ mode, from, to, dryRun, pageSize, maxPages }: RunForm): RunRequest {
  return {
    mode,
    dryRun,
    confirmMissing: false,
    ...(mode === 'range' ? { from, to } : {}),
    ...(pageSize === '' ? {} : { pageSize: Number(pageSize) }),
    ...(maxPages === '' ? {} : { maxPages: Number(maxPages) }),
  };
}

function isWithin(text: string, { min, max }: { readonly min: number; readonly max: number }): boolean {
  return text === '' || (/^\d+$/.test(text) && Number(text) >= min && Number(text) <= max);
}
