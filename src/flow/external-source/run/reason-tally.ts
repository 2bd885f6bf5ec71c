/** Reasons that are told apart; a vendor whose every record is bad in its own way must not fill the log. */
const REASONS_MAX = 20;

/**
 * Counts why records were set aside, and says when that is worth a line: when a reason is first met, and whenever its
 * count has one more digit. So a source with one bad record on every page does not push everything else out of the log.
 */
export class ReasonTally {
  private readonly counts = new Map<string, number>();
  private readonly told = new Map<string, number>();

  /** Takes one more page, and answers the reasons to tell now, with their counts so far. */
  add(reasons: ReadonlyMap<string, number>): [reason: string, count: number][] {
    for (const [reason, count] of reasons) {
      if (this.counts.has(reason) || this.counts.size < REASONS_MAX) {
        this.counts.set(reason, (this.counts.get(reason) ?? 0) + count);
      }
    }
    return this.tell((count, told) => String(count).length > String(told).length);
  }

  /** At the end: those that have grown since they were told. */
  rest(): [reason: string, count: number][] {
    return this.tell(() => true);
  }

  private tell(isDue: (count: number, told: number) => boolean): [string, number][] {
    const due = [...this.counts].filter(([reason, count]) => {
      const told = this.told.get(reason);
      return told === undefined || (told < count && isDue(count, told));
    });
    for (const [reason, count] of due) {
      this.told.set(reason, count);
    }
    return due;
  }
}
