/**
 * Lets callers share one run of a piece of work, as a group commit does: whoever asks gets the result
 * of a run that *began after* the asking. At most one run is under way and one is waiting.
 */
export class SharedWork<T> {
  private running: Promise<T> | null = null;
  private waiting: Promise<T> | null = null;

  constructor(private readonly work: () => Promise<T>) {}

  /** The result of a run that begins now or later. A failure reaches everybody who shares the run. */
  run(): Promise<T> {
    if (this.running === null) {
      return this.begin();
    }
    this.waiting ??= this.beginAfter(this.running);
    return this.waiting;
  }

  private async beginAfter(previous: Promise<T>): Promise<T> {
    await previous.catch(() => undefined);
    this.waiting = null;
    return this.begin();
  }

  private begin(): Promise<T> {
    const run = this.work().finally(() => {
      if (this.running === run) {
        this.running = null;
      }
    });
    this.running = run;
    return run;
  }
}
