import type { ChangeResult, PushAnswer } from '../../../flow/push/push.public.js';

/** The JSON of a push's answer. Its results, most of it, are written while PostgreSQL is still storing. */
export class PushAnswerText {
  private prepared: { readonly results: readonly ChangeResult[]; readonly text: string } | null = null;

  prepare(results: readonly ChangeResult[]): void {
    this.prepared = { results, text: JSON.stringify(results) };
  }

  /** The answer as UTF-8, as `PushAnswerDto` describes it. */
  of(answer: PushAnswer): Buffer {
    const { results, ...rest } = answer;
    const text = this.prepared?.results === results ? this.prepared.text : JSON.stringify(results);
    return Buffer.from(`{"results":${text},${JSON.stringify(rest).slice(1)}`);
  }
}
