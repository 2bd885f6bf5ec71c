import type { ChangeResult, PushAnswer } from '../../../flow/push/push.public.js';

/** Of one UTF-16 code unit. */
const UTF8_BYTES_MAX = 3;

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

/** As UTF-8, written into room for the worst case: to make room that fits would read the text once more. */
function jsonOf(value: unknown): Buffer {
  const text = JSON.stringify(value);
  const room = Buffer.allocUnsafe(UTF8_BYTES_MAX * text.length);
  return room.subarray(0, room.write(text));
}
