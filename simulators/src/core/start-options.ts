/** The defaults, with those of their fields changed that were wished for; wishes for other things are left alone. */
export function withWishes<T extends object>(
  defaults: T,
  wishes: { readonly [Field in keyof T]?: unknown },
): T {
  const known = Object.entries(wishes).filter(
    ([field, value]) => Object.hasOwn(defaults, field) && value !== undefined,
  );
  return { ...defaults, ...Object.fromEntries(known) };
}

/** Milliseconds since 1970; throws a RangeError for a text that is not an instant. */
export function instantMs(iso: string): number {
  const ms = Date.parse(iso);
  if (Number.isNaN(ms)) {
    throw new RangeError(`${iso} is not an instant.`);
  }
  return ms;
}
