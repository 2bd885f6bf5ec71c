import { z } from 'zod';

/** Where we are in a listing. It is the cursor of a run, so that the next worker counts on. */
const listingPlace = z.object({
  page: z.int().min(1),
  /** The second one reads everything once more, because rows moved during the first. */
  pass: z.literal([1, 2]),
  /** Different records of this pass so far. */
  seen: z.int().nonnegative(),
  /** What the page before announced. */
  total: z.int().nonnegative().nullable(),
  hasShifted: z.boolean(),
  /** Records whose offset disagrees with their location's zone (A6). */
  otherOffsets: z.int().nonnegative(),
});

export type ListingPlace = Readonly<z.infer<typeof listingPlace>>;

export const FIRST_PLACE: ListingPlace = {
  page: 1,
  pass: 1,
  seen: 0,
  total: null,
  hasShifted: false,
  otherOffsets: 0,
};

/** What one page tells about the listing. */
export interface ListedPage {
  readonly recordCount: number;
  /** Of them, those that no earlier page of this pass had. */
  readonly newCount: number;
  readonly totalCount: number | null;
  readonly otherOffsets: number;
}

export interface ListingStep {
  /** Null: the listing has ended. */
  readonly next: ListingPlace | null;
  /** The pass has ended, and the ids that it saw are no longer of interest. */
  readonly endsPass: boolean;
  readonly otherOffsets: number;
}

/**
 * Where to go on after a page. Pure. The vendor may serve fewer records than we ask for, so only an empty page or
 * the announced number ends a pass (UPSTREAM-APIS §1.3). When the number changed, or a record came twice, rows moved
 * between two pages, and one may have slipped through: then everything is read once more (E1, E10).
 */
export function afterPage(place: ListingPlace, page: ListedPage): ListingStep {
  const seen = place.seen + page.newCount;
  const otherOffsets = place.otherOffsets + (place.pass === 1 ? page.otherOffsets : 0);
  const hasShifted = place.hasShifted || hasMoved(place, page, seen);
  const endsPass = page.recordCount === 0 || (page.totalCount !== null && seen >= page.totalCount);
  if (!endsPass) {
    const next = { ...place, page: place.page + 1, seen, total: page.totalCount, hasShifted, otherOffsets };
    return { next, endsPass, otherOffsets };
  }
  const needsSecondPass = hasShifted && place.pass === 1 && place.page > 1;
  return { next: needsSecondPass ? { ...FIRST_PLACE, pass: 2, otherOffsets } : null, endsPass, otherOffsets };
}

/** Another number than before, a record that came twice, or an end before all that were announced have come. */
function hasMoved({ total }: ListingPlace, page: ListedPage, seen: number): boolean {
  const { totalCount, recordCount, newCount } = page;
  const lacksSome = recordCount === 0 && totalCount !== null && seen < totalCount;
  return (
    lacksSome || newCount < recordCount || (total !== null && totalCount !== null && total !== totalCount)
  );
}

/** The place that a cursor stands for. Null for a cursor that is none of ours. */
export function placeOf(cursor: string): ListingPlace | null {
  try {
    const parsed = listingPlace.safeParse(JSON.parse(cursor));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

export function cursorOf(place: ListingPlace): string {
  return JSON.stringify(place);
}
