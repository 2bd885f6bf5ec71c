import { ApiUnreachable } from './api-problem.js';
import type { WireRow } from './protocol.js';
import { textLines } from './text-lines.js';

export interface StreamedRow {
  readonly table: string;
  readonly row: WireRow;
}

/** Everything the caller may see, from one snapshot (SYNC-PROTOCOL §3, NDJSON form). */
export interface InitialStream {
  readonly timestamp: number;
  readonly generation: number;
  /** Rows to come, by table. */
  readonly counts: Readonly<Record<string, number>>;
  /**
   * The rows, once. Ends without an error only after the server's end line has confirmed their number;
   * a stream that breaks throws {@link ApiUnreachable}, and what came before it is not a whole state.
   */
  readonly rows: AsyncIterable<StreamedRow>;
}

interface HeaderLine {
  readonly timestamp: number;
  readonly generation: number;
  readonly tables: Readonly<Record<string, number>>;
}
type RowLine = { readonly t: string; readonly r: WireRow } | { readonly end: true; readonly rows: number };

/** Reads the header of a stream and hands on its rows. Never holds more than one chunk of it. */
export async function readInitialStream(response: Response): Promise<InitialStream> {
  if (response.body === null) {
    throw new ApiUnreachable('This platform cannot read a streamed answer; read pages instead.', null);
  }
  const lines = textLines(response.body);
  const first = await nextLine(lines);
  if (first === null) {
    throw cutStream('it is empty');
  }
  const header = parsed(first) as HeaderLine;
  return {
    timestamp: header.timestamp,
    generation: header.generation,
    counts: header.tables,
    rows: rowsOf(lines),
  };
}

async function* rowsOf(
  lines: AsyncGenerator<string, void, undefined>,
): AsyncGenerator<StreamedRow, void, undefined> {
  let count = 0;
  try {
    for (;;) {
      const text = await nextLine(lines);
      if (text === null) {
        throw cutStream(`no end line after ${count} rows`);
      }
      const line = parsed(text) as RowLine;
      if ('end' in line) {
        demandAllRows(count, line.rows);
        return;
      }
      count += 1;
      yield { table: line.t, row: line.r };
    }
  } finally {
    await lines.return();
  }
}

function demandAllRows(receivedCount: number, sentCount: number): void {
  if (receivedCount !== sentCount) {
    throw cutStream(`${receivedCount} rows came, ${sentCount} were sent`);
  }
}

async function nextLine(lines: AsyncGenerator<string, void, undefined>): Promise<string | null> {
  try {
    const { done, value } = await lines.next();
    return done === true ? null : value;
  } catch (error) {
    throw new ApiUnreachable('The stream broke.', error);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ApiUnreachable('The stream holds a cut line.', error);
  }
}

function cutStream(why: string): ApiUnreachable {
  return new ApiUnreachable(`The stream is not whole: ${why}.`, null);
}
