import { describe, expect, it } from '@jest/globals';
import { ApiProblem, ApiUnreachable } from './api-problem.js';
import { backoffMs, isPassing, withRetry } from './retry.js';

const offline = new ApiUnreachable('offline', null);

/** Fails with the given errors, one after the other, and then succeeds. */
function failing(...errors: Error[]): () => Promise<string> {
  return () => {
    const error = errors.shift();
    return error === undefined ? Promise.resolve('done') : Promise.reject(error);
  };
}

describe('M1 backoff', () => {
  it('doubles from one second to five minutes', () => {
    const waits = [0, 1, 2, 8, 9, 30].map((retryIndex) => backoffMs(retryIndex, () => 0));

    expect(waits).toEqual([1_000, 2_000, 4_000, 256_000, 300_000, 300_000]);
  });

  it('adds up to half as jitter', () => {
    expect(backoffMs(2, () => 0.999_999)).toBe(6_000);
  });

  it('repeats what fails for a passing reason, and waits as long as the server asks', async () => {
    const waits: number[] = [];
    const throttled = new ApiProblem(429, 'THROTTLED', 'slow down', 20);

    const result = await withRetry(failing(offline, throttled, offline), {
      random: () => 0,
      sleep: (ms) => {
        waits.push(ms);
        return Promise.resolve();
      },
    });

    expect(result).toBe('done');
    expect(waits).toEqual([1_000, 20_000, 4_000]);
  });

  it('gives up after the last attempt with the last error', async () => {
    const sleep = (): Promise<void> => Promise.resolve();

    await expect(withRetry(failing(offline, offline, offline), { attemptsMax: 2, sleep })).rejects.toBe(
      offline,
    );
  });

  it('never repeats what will fail again', async () => {
    const refused = new ApiProblem(400, 'VALIDATION', 'no');

    await expect(withRetry(failing(refused))).rejects.toBe(refused);
    expect(
      [400, 401, 403, 404, 409, 410, 412, 413].map((status) => isPassing(new ApiProblem(status, 'X', ''))),
    ).not.toContain(true);
    expect(
      [408, 429, 500, 502, 503].map((status) => isPassing(new ApiProblem(status, 'X', ''))),
    ).not.toContain(false);
    expect(isPassing(new TypeError('a bug'))).toBe(false);
  });

  it('stops waiting when it is told to', async () => {
    const controller = new AbortController();
    const waiting = withRetry(failing(offline), { signal: controller.signal });
    controller.abort(new Error('signed out'));

    await expect(waiting).rejects.toThrow('signed out');
  });
});
