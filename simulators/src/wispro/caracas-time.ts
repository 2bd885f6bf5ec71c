const OFFSET_MS = -4 * 3_600_000;

/** `2024-04-06T08:55:12.148-04:00`: Caracas has no summer time. */
export function formatCaracas(ms: number): string {
  return new Date(ms + OFFSET_MS).toISOString().replace('Z', '-04:00');
}
