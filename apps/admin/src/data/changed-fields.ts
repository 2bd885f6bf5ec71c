import type { ChangedFields } from './record-routes.js';

/**
 * The fields of a form that differ from what it was filled with. An input that was emptied says `''` or
 * `undefined`, which both mean null here.
 */
export function changedFields(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): ChangedFields {
  return Object.fromEntries(
    Object.entries(after)
      .filter(([name]) => !name.startsWith('@'))
      .map(([name, value]) => [name, meant(value)] as const)
      .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(meant(before[name]))),
  );
}

function meant(value: unknown): unknown {
  return value === undefined || value === '' ? null : value;
}
