/** What happened is not what the demo promises; the message is a sentence for the person who watches. */
export class DemoFailure extends Error {
  constructor(sentence: string, cause?: unknown) {
    super(sentence, { cause });
    this.name = 'DemoFailure';
  }
}

/** Throws {@link DemoFailure} with this sentence unless the promise was kept. */
export function expectThat(isKept: boolean, sentence: string): asserts isKept {
  if (!isKept) {
    throw new DemoFailure(sentence);
  }
}
