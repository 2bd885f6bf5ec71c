import type { SourcePage } from '../source-connector.js';
import { SourceError } from '../source-error.js';
import type { PreparedPage } from './prepared-page.js';

/**
 * Follows one listing from page to page: does it go round in circles, and may it be believed when it ends? Keeps
 * nothing but ids and cursors.
 */
export class ListingCheck {
  /** Pages of this listing, since its (re)start. */
  pageCount = 0;
  private readonly cursors = new Set<string>();
  private readonly ids: Set<string>;
  private lastIds = '';
  private hasEnded = false;
  private hasAnonymous = false;
  private totalCount: number | null = null;
  /** Records that came, those of an earlier page not counted again. */
  private receivedCount: number;

  /** `seenIds`: what earlier pages of the listing had, when it goes on where a dead worker or a failure left it. */
  constructor(
    private readonly pagesMax: number,
    seenIds: readonly string[],
  ) {
    this.ids = new Set(seenIds);
    this.receivedCount = this.ids.size;
  }

  /** Ids of this listing, each counted once. */
  get seenCount(): number {
    return this.ids.size;
  }

  /** What the source says that it has beyond what came so far; null when it does not say. Never below 0. */
  get outstandingCount(): number | null {
    return this.totalCount === null ? null : Math.max(0, this.totalCount - this.receivedCount);
  }

  /** The source said that this was everything. */
  get isComplete(): boolean {
    return this.hasEnded;
  }

  /** Why the listing proves nothing about rows that it does not have; null when it does. */
  get doubt(): string | null {
    if (this.hasAnonymous) {
      return 'Records without a readable id came, so that nobody can tell which rows are missing';
    }
    if (this.totalCount !== null && this.totalCount !== this.receivedCount) {
      return `The source announced ${this.totalCount} records and sent ${this.receivedCount}`;
    }
    return null;
  }

  /**
   * Takes one more page and answers how many of its ids came on an earlier one. Throws `source-schema` for a loop
   * and for a listing without end (E13).
   */
  accept(page: SourcePage, prepared: PreparedPage): number {
    this.pageCount += 1;
    this.checkForLoop(page, prepared);
    const repeatedCount = prepared.externalIds.filter((id) => this.ids.has(id)).length;
    prepared.externalIds.forEach((id) => this.ids.add(id));
    this.receivedCount += prepared.fetchedCount - repeatedCount;
    this.hasAnonymous ||= prepared.bad.some((bad) => bad.externalId === null);
    this.totalCount = page.totalCount ?? this.totalCount;
    this.hasEnded = page.endsCompleteListing;
    return repeatedCount;
  }

  /** We stopped reading before the end. */
  cutShort(): void {
    this.hasEnded = false;
  }

  private checkForLoop(page: SourcePage, prepared: PreparedPage): void {
    if (this.pageCount > this.pagesMax) {
      throw new SourceError('source-schema', `The listing has more than ${this.pagesMax} pages`);
    }
    const ids = JSON.stringify(prepared.externalIds);
    const isSamePage = prepared.externalIds.length > 0 && ids === this.lastIds;
    if (isSamePage || (page.nextCursor !== null && this.cursors.has(page.nextCursor))) {
      throw new SourceError('source-schema', 'The pages of the source go round in a loop');
    }
    this.lastIds = ids;
    if (page.nextCursor !== null) {
      this.cursors.add(page.nextCursor);
    }
  }
}
