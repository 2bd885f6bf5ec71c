/** The fields that a person changed, with their new values. */
export type ChangedFields = Readonly<Record<string, unknown>>;

/** One call of an edit: to the record's own path, or to one below it (`/price`). */
export interface EditCall {
  readonly method: 'put' | 'patch';
  readonly below?: string;
  readonly body: ChangedFields;
}

/** How the records of a resource are reached. */
export interface RecordRoutes {
  /** `/api/contacts`: lists at it, single records below it. */
  readonly path: string;
  /**
   * The calls that bring an edit, in their order; each carries the version that the one before it answered, so
   * a change that somebody else made in between is never overwritten. `before` is the record as it was read.
   * Default: one PATCH of the record.
   */
  readonly edits?: (changed: ChangedFields, before: ChangedFields) => readonly EditCall[];
}

/** The routes of every resource by its name. */
export type RouteBook = Readonly<Record<string, RecordRoutes>>;

/** The calls of an edit; none when nothing was changed. */
export function editCallsOf(
  routes: RecordRoutes,
  changed: ChangedFields,
  before: ChangedFields,
): readonly EditCall[] {
  if (Object.keys(changed).length === 0) {
    return [];
  }
  return routes.edits?.(changed, before) ?? [{ method: 'patch', body: changed }];
}

/** Those of the fields that are in `names`. */
export function pick(changed: ChangedFields, names: readonly string[]): ChangedFields {
  return Object.fromEntries(Object.entries(changed).filter(([name]) => names.includes(name)));
}
