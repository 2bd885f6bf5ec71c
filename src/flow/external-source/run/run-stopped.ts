/** Why a run ends before its time, without being a failure of its source. */
export type StopReason =
  /** Somebody asked for it. */
  | 'cancelled'
  /** This process ends. */
  | 'shutdown'
  /** The job that carries it out has had its time (W7). */
  | 'time-limit'
  /** The run belongs to another worker now, or the lock is gone: nothing may be written any more (T2). */
  | 'lost';

/** The reason of a run's abort signal. Never shown to a client. */
export class RunStopped extends Error {
  constructor(readonly reason: StopReason) {
    super(`The run stops: ${reason}`);
    this.name = 'RunStopped';
  }
}
