/** How the ids of V1 and V2 fit together, by one way of comparing them. */
export interface UidMatch {
  readonly matching: number;
  readonly v1Only: number;
  readonly v2Only: number;
}

/**
 * What the vendor's two reports have, counted without storing anything (C6). The naive comparison takes V1's 8
 * characters and V2's 36 for the same kind of id and finds nothing in common; by prefix they are what they are.
 */
export interface ClientsApiSummary {
  /** Rows, one per trading account. */
  readonly v1Count: number;
  /** Rows, one per client. */
  readonly v2Count: number;
  /** Different clients among V1's rows. */
  readonly v1ClientCount: number;
  /** Counts rows, as the earlier program did. */
  readonly naive: UidMatch;
  /** Counts clients. */
  readonly byPrefix: UidMatch;
  /** First segments that more than one client of V2 has: their accounts are not joined. */
  readonly ambiguousPrefixes: number;
}

const PREFIX_LENGTH = 8;

/** Compares the ids as they came. Pure. */
export function summarise(v1: readonly string[], v2: readonly string[]): ClientsApiSummary {
  const v2Whole = new Set(v2);
  const v1Whole = new Set(v1);
  const v1Clients = new Set(v1.map((uid) => uid.toLowerCase()));
  const v2PerPrefix = new Map<string, number>();
  for (const uid of new Set(v2.map((whole) => whole.toLowerCase()))) {
    const prefix = uid.slice(0, PREFIX_LENGTH);
    v2PerPrefix.set(prefix, (v2PerPrefix.get(prefix) ?? 0) + 1);
  }
  const certain = [...v2PerPrefix].filter(([, count]) => count === 1).map(([prefix]) => prefix);
  const matching = certain.filter((prefix) => v1Clients.has(prefix)).length;
  return {
    v1Count: v1.length,
    v2Count: v2.length,
    v1ClientCount: v1Clients.size,
    naive: {
      matching: v1.filter((uid) => v2Whole.has(uid)).length,
      v1Only: v1.filter((uid) => !v2Whole.has(uid)).length,
      v2Only: v2.filter((uid) => !v1Whole.has(uid)).length,
    },
    byPrefix: {
      matching,
      v1Only: v1Clients.size - matching,
      v2Only: [...v2PerPrefix.values()].reduce((sum, count) => sum + count, 0) - matching,
    },
    ambiguousPrefixes: v2PerPrefix.size - certain.length,
  };
}
