/**
 * - `queued`: waits for its turn: for an earlier change of its record, for its vendor, or for a worker;
 * - `applying`: a worker has it;
 * - `applied`: the vendor has it;
 * - `conflicted`: a person has to decide; later changes of the record wait, those of others do not (FAULTS E17);
 * - `rejected`: given up. Nobody waits for it;
 * - `discarded`: will not be delivered, because a person said so or because there is nothing left to deliver.
 */
export type OutgoingState = 'queued' | 'applying' | 'applied' | 'conflicted' | 'rejected' | 'discarded';

/**
 * - `claim`: a worker takes it; - `confirm`: the vendor has the values;
 * - `withdraw`: the edit was taken back here, or the policy keeps the vendor's values: nothing is left to deliver;
 * - `postpone`: a passing failure, or the worker ends; - `recover`: its worker died;
 * - `disagree`: the vendor's values or its refusal need a person;
 * - `refuse`: repeating will not help, or has been tried often enough;
 * - `retry` and `discard`: a person's words.
 */
export type OutgoingEvent =
  'claim' | 'confirm' | 'withdraw' | 'postpone' | 'recover' | 'disagree' | 'refuse' | 'retry' | 'discard';

export const OUTGOING_STATES: readonly OutgoingState[] = [
  'queued',
  'applying',
  'applied',
  'conflicted',
  'rejected',
  'discarded',
];

/** The whole life of an outgoing change: 6 states × 9 events, every cell decided. Null: this must never happen. */
export const OUTGOING_STEPS: Readonly<
  Record<OutgoingState, Readonly<Record<OutgoingEvent, OutgoingState | null>>>
> = {
  queued: {
    claim: 'applying',
    confirm: null,
    withdraw: null,
    postpone: null,
    recover: null,
    disagree: null,
    refuse: null,
    retry: 'queued', // at once, instead of after its delay
    discard: 'discarded',
  },
  applying: {
    claim: null,
    confirm: 'applied',
    withdraw: 'discarded',
    postpone: 'queued',
    recover: 'queued',
    disagree: 'conflicted',
    refuse: 'rejected',
    retry: null,
    discard: null, // it may be at the vendor already
  },
  applied: {
    claim: null,
    confirm: null,
    withdraw: null,
    postpone: null,
    recover: null,
    disagree: null,
    refuse: null,
    retry: null,
    discard: null,
  },
  conflicted: {
    claim: null,
    confirm: null,
    withdraw: null,
    postpone: null,
    recover: null,
    disagree: null,
    refuse: null,
    retry: 'queued',
    discard: 'discarded',
  },
  rejected: {
    claim: null,
    confirm: null,
    withdraw: null,
    postpone: null,
    recover: null,
    disagree: null,
    refuse: null,
    retry: 'queued',
    discard: 'discarded',
  },
  discarded: {
    claim: null,
    confirm: null,
    withdraw: null,
    postpone: null,
    recover: null,
    disagree: null,
    refuse: null,
    retry: null,
    discard: null,
  },
};

/** The state after an event. Throws for a step that must never happen. */
export function step(state: OutgoingState, event: OutgoingEvent): OutgoingState {
  const next = OUTGOING_STEPS[state][event];
  if (next === null) {
    throw new Error(`An outgoing change that is ${state} cannot ${event}`);
  }
  return next;
}
