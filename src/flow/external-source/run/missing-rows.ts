/** More missing rows than these need an admin's word (E15). */
const MISSING_SHARE_MAX = 0.1;
const MISSING_COUNT_MAX = 500;

export interface Listing {
  /** Stored rows of the source that are not marked as missing. */
  readonly presentCount: number;
  /** Those of them that the listing did not have. */
  readonly missingIds: readonly string[];
  /** What the listing before this one did not have. */
  readonly candidateIds: readonly string[];
  readonly isConfirmed: boolean;
}

export interface SweepDecision {
  /** To be marked now: two listings agree on them. */
  readonly markIds: readonly string[];
  /** To be compared with the next listing. */
  readonly candidateIds: readonly string[];
  /** Null, or why nothing is marked although rows are missing. */
  readonly warning: string | null;
}

/**
 * Which rows a complete listing proves to be gone upstream. One listing is no proof, because rows shift between
 * pages while they are read (E10); and if very many are gone, it is more likely that the source is ill (E15).
 */
export function decideSweep({ presentCount, missingIds, candidateIds, isConfirmed }: Listing): SweepDecision {
  const isMass =
    missingIds.length > MISSING_COUNT_MAX || missingIds.length > presentCount * MISSING_SHARE_MAX;
  if (isMass && !isConfirmed) {
    const warning = `${missingIds.length} of ${presentCount} rows are missing upstream: nothing is marked until an admin confirms it`;
    return { markIds: [], candidateIds: missingIds, warning };
  }
  const before = new Set(candidateIds);
  return { markIds: missingIds.filter((id) => before.has(id)), candidateIds: missingIds, warning: null };
}
