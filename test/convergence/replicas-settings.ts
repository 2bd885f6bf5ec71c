/**
 * How many scripts a suite plays, from an environment variable or a few; FC_SEED and FC_PATH, from the message of a
 * failure, play that one again, FC_SHRINK=1 looks for a shorter one.
 */
export function settingsOf(
  variable: string,
  fewRuns: number,
): { numRuns: number; endOnFailure: boolean; seed?: number; path?: string } {
  const { FC_SEED, FC_PATH, FC_SHRINK } = process.env;
  return {
    numRuns: Number(process.env[variable] ?? fewRuns),
    endOnFailure: FC_SHRINK === undefined,
    ...(FC_SEED !== undefined && { seed: Number(FC_SEED) }),
    ...(FC_PATH !== undefined && { path: FC_PATH }),
  };
}
