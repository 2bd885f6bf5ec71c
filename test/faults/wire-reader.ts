/** What a client asks of PostgreSQL, as far as a fault needs to know it. */
export interface SentStatement {
  readonly text: string;
  /** The statements of the transaction so far, this one included; only this one outside a transaction. */
  readonly transaction: readonly string[];
}

const CODE_SSL = 80_877_103;
const CODE_CANCEL = 80_877_102;

/**
 * Follows the client's half of one PostgreSQL connection, whatever way TCP cuts it into chunks, and tells each
 * statement when its first byte is about to pass. Simple queries and bound prepared statements count.
 */
export class WireReader {
  private rest: Buffer = Buffer.alloc(0);
  private hasStarted = false;
  private readonly prepared = new Map<string, string>();
  private transaction: string[] = [];

  /** The whole messages that are complete with this chunk, each with the statement that it sends, if any. */
  read(chunk: Buffer): { readonly bytes: Buffer; readonly statement: SentStatement | null }[] {
    this.rest = Buffer.concat([this.rest, chunk]);
    const messages: { bytes: Buffer; statement: SentStatement | null }[] = [];
    for (let length = this.nextLength(); length !== null; length = this.nextLength()) {
      const bytes = this.rest.subarray(0, length);
      this.rest = this.rest.subarray(length);
      messages.push({ bytes, statement: this.statementOf(bytes) });
    }
    return messages;
  }

  private nextLength(): number | null {
    const head = this.hasStarted ? 1 : 0;
    if (this.rest.length < head + 4) {
      return null;
    }
    const length = head + this.rest.readUInt32BE(head);
    return this.rest.length < length ? null : length;
  }

  private statementOf(bytes: Buffer): SentStatement | null {
    if (!this.hasStarted) {
      const code = bytes.readUInt32BE(4);
      this.hasStarted = code !== CODE_SSL && code !== CODE_CANCEL;
      return null;
    }
    const type = String.fromCharCode(bytes[0] ?? 0);
    if (type === 'Q') {
      return this.sent(textAt(bytes, 5));
    }
    if (type === 'P') {
      const name = textAt(bytes, 5);
      this.prepared.set(name, textAt(bytes, 5 + Buffer.byteLength(name) + 1));
    }
    if (type === 'B') {
      const portal = textAt(bytes, 5);
      const name = textAt(bytes, 5 + Buffer.byteLength(portal) + 1);
      return this.sent(this.prepared.get(name) ?? '');
    }
    return null;
  }

  private sent(text: string): SentStatement {
    if (/^\s*(BEGIN|START TRANSACTION)/i.test(text)) {
      this.transaction = [];
    }
    this.transaction.push(text);
    const statement = { text, transaction: this.transaction };
    if (/^\s*(COMMIT|ROLLBACK)\s*;?$/i.test(text)) {
      this.transaction = [];
    }
    return statement;
  }
}

function textAt(bytes: Buffer, start: number): string {
  return bytes.toString('utf8', start, bytes.indexOf(0, start));
}
