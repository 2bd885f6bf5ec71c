/** Measures once and answers milliseconds, or whatever unit all of one run share. */
export type Measure = () => Promise<number>;

export interface Series {
  readonly median: number;
  /** Half of the distance between the quartiles, as a share of the median: how noisy the machine was. */
  readonly noise: number;
}

/**
 * Measures several things in turn, round after round, so that what else the machine does falls on all of them
 * alike; the order turns around each round. One round before them is not counted.
 */
export async function interleave<Name extends string>(
  rounds: number,
  measures: Readonly<Record<Name, Measure>>,
): Promise<Record<Name, Series>> {
  const names = Object.keys(measures) as Name[];
  const values = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const value = await measures[name]();
      if (round > 0) {
        values.get(name)?.push(value);
      }
    }
  }
  return Object.fromEntries(names.map((name) => [name, seriesOf(values.get(name) ?? [])])) as Record<
    Name,
    Series
  >;
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

function seriesOf(values: readonly number[]): Series {
  const sorted = [...values].sort((a, b) => a - b);
  const median = quantile(sorted, 0.5);
  return { median, noise: (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 2 / median };
}

function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

/** `12.3 ms ±4 %`. */
export function inMs({ median, noise }: Series): string {
  return `${median.toFixed(median < 100 ? 1 : 0)} ms ±${Math.round(noise * 100)} %`;
}

/** `1234/s ±4 %`. */
export function perSecond({ median, noise }: Series): string {
  return `${Math.round(median)}/s ±${Math.round(noise * 100)} %`;
}
