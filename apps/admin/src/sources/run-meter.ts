/** The rate is that of the last while: what a long wait at the beginning cost says nothing about now. */
const WINDOW_MS = 15_000;
/** Below it one page more or less would be a guess. */
const SPAN_MS_MIN = 400;

interface Sample {
  readonly atMs: number;
  readonly done: number;
}

/** How fast records arrive, from what is seen of them. The instants only have to be of one clock. */
export class RunMeter {
  private samples: Sample[] = [];

  /** Answers records a second, or null while that cannot be told. */
  see(atMs: number, done: number): number | null {
    const last = this.samples.at(-1);
    if (last !== undefined && done < last.done) {
      this.samples = [];
    }
    this.samples.push({ atMs, done });
    while (this.samples.length > 2 && atMs - (this.samples[0]?.atMs ?? atMs) > WINDOW_MS) {
      this.samples.shift();
    }
    const first = this.samples[0];
    const spanMs = first === undefined ? 0 : atMs - first.atMs;
    const gained = first === undefined ? 0 : done - first.done;
    return spanMs < SPAN_MS_MIN || gained <= 0 ? null : (gained / spanMs) * 1000;
  }
}

/** Milliseconds that are left; null where the total or the rate is not known. */
export function msLeft(done: number, total: number | null, perSecond: number | null): number | null {
  return total === null || perSecond === null || perSecond <= 0 || total <= done
    ? null
    : ((total - done) / perSecond) * 1000;
}

/** 0 to 100; null where the total is not known. A listing that grows never shows more than all. */
export function percentOf(done: number, total: number | null): number | null {
  return total === null || total <= 0 ? null : Math.min(100, Math.floor((done / total) * 100));
}
