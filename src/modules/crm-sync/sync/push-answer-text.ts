import type { ChangeResult, PushAnswer } from '../../../flow/push/push.public.js';

/** The JSON of a push's answer. Its results, most of it, are written while PostgreSQL is still storing. */
export class PushAnswerText {
  private prepared: { readonly results: readonly ChangeResult[]; readonly json: Buffer } | null = null;

  prepare(results: readonly ChangeResult[]): void {
    this.prepared = { results, json: jsonOf(results) };
  }

  /** The answer as UTF-8, as `PushAnswerDto` describes it. */
  of(answer: PushAnswer): Buffer {
    const { results, ...rest } = answer;
    const json = this.prepared?.results === results ? this.prepared.json : jsonOf(results);
    return Buffer.concat([
      Buffer.from('{"results":'),
      json,
      Buffer.from(`,${JSON.stringify(rest).slice(1)}`),
    ]);
  }
}

function jsonOf(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
