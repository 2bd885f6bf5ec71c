import { ApiProblem, type PushAnswer } from '@sync-hub/sync-client';
import { isWaiting, type OutboxEntry, type OutboxOutcome } from './outbox-entry.js';
import type { OutboxStore } from './outbox-store.js';
import { firstBatch, outcomesOf, type PushBody, pushBody } from './wire.js';

export interface SendParts {
  readonly store: OutboxStore;
  readonly push: (body: PushBody) => Promise<Pick<PushAnswer, 'results'>>;
  /** Registers this browser as a device of whoever is signed in. */
  readonly registerDevice: () => Promise<string>;
  /** Asks the server who is signed in now. */
  readonly whoIsHere: () => Promise<string>;
  readonly now: () => number;
  /** False: stop before the next call. */
  readonly mayGoOn: () => boolean;
  /** After each answer, with the tables that it concerned. */
  readonly onSettled?: (tables: readonly string[]) => Promise<void>;
}

/**
 * Sends what waits of a person, in order, until nothing does. Throws what a call threw; then what was not answered still
 * waits, and the next run sends it again under the same ids, which the server applies once. An entry gets an outcome by
 * an answer that names it and by nothing else.
 */
export async function sendWaiting(parts: SendParts, userId: string): Promise<void> {
  let isSingly = false;
  let isRegisteredAgain = false;
  while (parts.mayGoOn()) {
    const waiting = (await parts.store.list(userId)).filter(isWaiting);
    const batch = isSingly ? waiting.slice(0, 1) : firstBatch(waiting);
    if (batch.length === 0) {
      return;
    }
    const deviceId = await deviceOf(parts, userId);
    try {
      await sendBatch(parts, batch, deviceId);
    } catch (error) {
      if (isRevoked(error) && !isRegisteredAgain) {
        // The device of somebody else is refused in the same words: it stays theirs.
        await assertIsHere(parts, userId);
        isRegisteredAgain = true;
        await parts.store.forgetDevice(userId, deviceId);
      } else if (!isRefused(error)) {
        throw error;
      } else if (batch.length > 1) {
        // One of them cannot be read. Each for itself, so that only that one is told so.
        isSingly = true;
      } else {
        await settle(parts, batch, refusal(batch, error, parts.now()));
      }
    }
  }
}

async function sendBatch(parts: SendParts, batch: readonly OutboxEntry[], deviceId: string): Promise<void> {
  await parts.store.markSent(
    batch.map(({ changeId }) => changeId),
    parts.now(),
  );
  const answer = await parts.push(pushBody(batch, deviceId));
  const outcomes = outcomesOf(batch, answer, parts.now());
  if (outcomes.size === 0) {
    throw new Error('The answer to a push names none of its changes');
  }
  await settle(parts, batch, outcomes);
}

async function settle(
  parts: SendParts,
  batch: readonly OutboxEntry[],
  outcomes: ReadonlyMap<string, OutboxOutcome>,
): Promise<void> {
  await parts.store.settle(outcomes);
  await parts.onSettled?.([...new Set(batch.map(({ table }) => table))]);
}

/**
 * The device of this person and browser. The server takes a device from its own person only, so edits never go out under
 * another name; before a new one is registered it is asked who is here.
 */
async function deviceOf(parts: SendParts, userId: string): Promise<string> {
  const known = await parts.store.readDevice(userId);
  if (known !== null) {
    return known;
  }
  await assertIsHere(parts, userId);
  // Two tabs must not send as two devices: then neither would know what the other has sent.
  return parts.store.claimDevice(userId, await parts.registerDevice());
}

async function assertIsHere(parts: SendParts, userId: string): Promise<void> {
  if ((await parts.whoIsHere()) !== userId) {
    throw new Error('Somebody else is signed in');
  }
}

function isRevoked(error: unknown): boolean {
  return error instanceof ApiProblem && error.code === 'DEVICE_REVOKED';
}

/** The server read the call and will refuse it however often it comes; 401, 403 and what passes are another matter. */
function isRefused(error: unknown): error is ApiProblem {
  return error instanceof ApiProblem && [400, 409, 413, 422].includes(error.status);
}

function refusal(
  batch: readonly OutboxEntry[],
  { code, message, document }: ApiProblem,
  at: number,
): Map<string, OutboxOutcome> {
  const outcome: OutboxOutcome = {
    status: 'rejected',
    code,
    message,
    errors: document.errors ?? [],
    conflicts: [],
    at,
  };
  return new Map(batch.map(({ changeId }) => [changeId, outcome]));
}
