import { useListContext } from 'react-admin';
import type { Schema } from '../api/api-client.js';
import { useText } from '../i18n/text.js';
import { useSources } from '../ui/use-sources.js';

export type QuarantineEntry = Schema<'QuarantineResponse'>;
export type QuarantineState = QuarantineEntry['state'];
export type QuarantineFilter = Schema<'QuarantineChoice'>;
export type QuarantineReason = Schema<'QuarantineReasonResponse'>;

export const QUARANTINE_STATES = [
  'open',
  'ignored',
  'resolved',
] as const satisfies readonly QuarantineState[];

/** The state that an address names; open when it names none. */
export function stateOf(value: unknown): QuarantineState {
  return QUARANTINE_STATES.find((state) => state === value) ?? 'open';
}

/** The address of the entries of a filter. */
export function entriesPath(filter: QuarantineFilter): string {
  return `/quarantine?filter=${encodeURIComponent(JSON.stringify(filter))}`;
}

/** What the list's address asks for, without inputs that were emptied. */
export function useFilter(): QuarantineFilter {
  const values = useListContext().filterValues as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== ''),
  );
}

/** Codes that have a heading; the server's sentence stands below it. */
const HEADINGS = {
  mapping: 'mapping',
  'unstorable-text': 'text',
  '22001': 'too_long',
  '22003': 'number',
  '22007': 'date',
  '22008': 'date',
  '22009': 'date',
  '22P02': 'type',
  '23502': 'required',
  '23503': 'reference',
  '23505': 'unique',
  '23514': 'range',
  CONFLICT: 'conflict',
  FORBIDDEN: 'forbidden',
  NOT_FOUND: 'not_found',
  VALIDATION: 'validation',
} as const;

/** What is wrong, by its code, in the reader's language. */
export function useHeading(): (code: string) => string {
  const text = useText();
  return (code) => {
    const name = Object.hasOwn(HEADINGS, code) ? HEADINGS[code as keyof typeof HEADINGS] : 'other';
    return text(`resources.quarantine.heading.${name}`);
  };
}

/** Where it came from: a source by its title, or the devices of our own people. */
export function useOrigin(): (entry: Pick<QuarantineEntry, 'kind' | 'source'>) => string {
  const text = useText();
  const { titleOf } = useSources();
  return ({ kind, source }) =>
    kind === 'push' ? text('resources.quarantine.devices') : titleOf(source ?? '');
}
