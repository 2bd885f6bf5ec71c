import { ApiUnreachable } from './api-problem.js';

/** A signal that is aborted when time is up or when the caller aborts, on platforms without `AbortSignal.any`. */
export class Deadline {
  private readonly controller = new AbortController();
  private readonly timer: ReturnType<typeof setTimeout>;

  constructor(
    timeoutMs: number,
    private readonly caller: AbortSignal | undefined,
  ) {
    this.timer = setTimeout(() => {
      this.controller.abort(new ApiUnreachable('The server did not answer in time.', null));
    }, timeoutMs);
    caller?.addEventListener('abort', this.abort);
    if (caller?.aborted === true) {
      this.abort();
    }
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Time no longer counts; the caller's abort still does. */
  lift(): void {
    clearTimeout(this.timer);
  }

  /** Lets go of the caller's signal, which may outlive thousands of calls. */
  forget(): void {
    this.caller?.removeEventListener('abort', this.abort);
  }

  private readonly abort = (): void => {
    this.controller.abort(this.caller?.reason);
  };
}
