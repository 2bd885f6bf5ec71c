import { UsageError } from './exit-codes.js';

/** A whole number from 1 to `max`. Throws `UsageError` with the option's name. */
export function wholeNumber(option: string, text: string, max: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > max) {
    throw new UsageError(`${option}: write a whole number from 1 to ${max}`);
  }
  return value;
}

/** One of a closed list of words. Throws `UsageError` with the option's name and the list. */
export function oneOf<Word extends string>(option: string, text: string, words: readonly Word[]): Word {
  const word = words.find((candidate) => candidate === text);
  if (word === undefined) {
    throw new UsageError(`${option}: write one of ${words.join(', ')}`);
  }
  return word;
}
