import type { QuarantineKind, QuarantineState } from './quarantine-entry.js';

/** Which entries are meant; what is left out is not asked for. */
export interface QuarantineFilter {
  readonly state?: QuarantineState;
  readonly kind?: QuarantineKind;
  readonly sourceKey?: string;
  readonly entity?: string;
  readonly code?: string;
  /** The whole sentence. */
  readonly reason?: string;
  /** The run that met them last. */
  readonly runId?: string;
  /** Of the rejected pushes only this user's: what somebody else typed is not for every agent. */
  readonly pushesOf?: string;
}

/** The condition of a filter; its parameters are the {@link filterValues}, before all others. */
export const FILTER = `($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR kind = $2)
  AND ($3::text IS NULL OR source_key = $3) AND ($4::text IS NULL OR entity = $4)
  AND ($5::text IS NULL OR code = $5) AND ($6::text IS NULL OR reason = $6)
  AND ($7::uuid IS NULL OR run_id = $7) AND ($8::text IS NULL OR kind = 'record' OR user_id = $8)`;

/** The parameters that {@link FILTER} takes. */
export const FILTER_COUNT = 8;

export function filterValues(filter: QuarantineFilter): unknown[] {
  const { state, kind, sourceKey, entity, code, reason, runId, pushesOf } = filter;
  return [state, kind, sourceKey, entity, code, reason, runId, pushesOf].map((value) => value ?? null);
}
