/**
 * How far a shutdown has come (FAULTS T1). `draining`: readiness says no, everything is still answered,
 * connections close with their answer; `closing`: what was begun is finished, what comes now is refused.
 */
export type ShutdownPhase = 'serving' | 'draining' | 'closing';

/** The one place that knows whether this process is about to end. Only ever moves forward. */
export class ShutdownState {
  private current: ShutdownPhase = 'serving';

  get phase(): ShutdownPhase {
    return this.current;
  }

  startDraining(): void {
    if (this.current === 'serving') {
      this.current = 'draining';
    }
  }

  startClosing(): void {
    this.current = 'closing';
  }
}
