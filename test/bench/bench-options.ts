import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Which benches; empty: all, at their quick size. */
  readonly names: readonly string[];
  /** Contacts in the database of first sync and incremental pull. */
  readonly rows: number;
  /** Interleaved rounds of each measurement. */
  readonly rounds: number;
  /** Seconds of load in each round of the incremental pull. */
  readonly seconds: number;
  /** Committed rows of the lossless check. */
  readonly committedRows: number;
  /** End with code 1 when a gate is missed. */
  readonly gate: boolean;
}

export const USAGE_OPTIONS = '[--rows N] [--rounds N] [--seconds N] [--committed-rows N] [--gate]';

/** Throws an `Error` whose message is for the caller. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      rows: { type: 'string', default: '100000' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '2' },
      'committed-rows': { type: 'string', default: '5000' },
      gate: { type: 'boolean', default: false },
    },
  });
  return {
    names: positionals,
    rows: wholeNumber('--rows', values.rows),
    rounds: wholeNumber('--rounds', values.rounds),
    seconds: wholeNumber('--seconds', values.seconds),
    committedRows: wholeNumber('--committed-rows', values['committed-rows']),
    gate: values.gate,
  };
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text.replaceAll('_', ''));
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new Error(`${name} must be a whole number above 0`);
  }
  return value;
}
