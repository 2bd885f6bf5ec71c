import type { BenchDatabases } from './bench-databases.js';
import type { BenchOptions } from './bench-options.js';

/** One line of the report: what we reached beside what was measured with it, and what must be reached. */
export interface Finding {
  readonly work: string;
  readonly ours: string;
  readonly reference: string;
  /** What is compared with the target: a ratio to the reference, or the figure itself. */
  readonly figure: string;
  /** DESIGN §10. */
  readonly target: string;
  /** Null where there is nothing to reach. */
  readonly isReached: boolean | null;
  /** Missed by more than a noisy machine explains: `--gate` fails on it. */
  readonly isGateMissed: boolean;
}

export interface BenchContext {
  readonly options: BenchOptions;
  readonly databases: BenchDatabases;
  /** Tells whoever waits what is being done. */
  readonly say: (line: string) => void;
}

/** A measurement: how it is done, in words for the report, and its findings. */
export interface Bench {
  readonly name: string;
  readonly how: string;
  readonly run: (context: BenchContext) => Promise<readonly Finding[]>;
}

/** A finding where more is better: `ratio` must reach `least`; below `gate` the gate is missed. */
export function atLeast(
  line: Pick<Finding, 'work' | 'ours' | 'reference'>,
  ratio: number,
  least: number,
  gate = least * 0.85,
): Finding {
  return {
    ...line,
    figure: ratio.toFixed(2),
    target: `≥ ${least}`,
    isReached: ratio >= least,
    isGateMissed: ratio < gate,
  };
}

/** A finding where less is better: `value` must stay within `most`; beyond `gate` the gate is missed. */
export function atMost(
  line: Pick<Finding, 'work' | 'ours' | 'reference'>,
  value: number,
  most: number,
  unit = '',
  gate = most * 1.25,
): Finding {
  return {
    ...line,
    figure: `${value.toFixed(value < 10 ? 2 : 1)}${unit}`,
    target: `≤ ${most}${unit}`,
    isReached: value <= most,
    isGateMissed: value > gate,
  };
}
