import { sqlState } from '../../database/database-errors.js';

const SENTENCES: Readonly<Record<string, string>> = {
  '23502': 'A required value is missing',
  '23503': 'It refers to a record that does not exist',
  '23505': 'Another record already has this unique value',
  '23514': 'A value is outside what is allowed',
  '22P02': 'A value has the wrong type',
  '22003': 'A number is too large',
  '22007': 'A date has the wrong form',
  '22008': 'A date is impossible',
  '22009': 'A date is impossible',
  '22001': 'A text is too long',
};

/** PostgreSQL's refusal of a row in plain words: what is wrong and in which column, never the value (J3). */
export function refusalReason(error: unknown): string {
  const sentence = SENTENCES[sqlState(error) ?? ''] ?? 'The database refuses a value';
  const place = textOf(error, 'column') ?? textOf(error, 'constraint');
  return place === null ? sentence : `${sentence} (${place})`;
}

function textOf(error: unknown, name: 'column' | 'constraint'): string | null {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : null;
  return typeof value === 'string' && value !== '' ? value : null;
}
