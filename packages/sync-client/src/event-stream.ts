import { textLines } from './text-lines.js';

/** One server-sent event. */
export interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
}

/** The events of a `text/event-stream` body (WHATWG HTML §9.2.6). Comments, such as heartbeats, are left out. */
export async function* serverSentEvents(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  let event = 'message';
  let data: string[] = [];
  for await (const rawLine of textLines(body)) {
    const line = rawLine.replace(/\r$/, '');
    if (line === '') {
      if (data.length > 0) {
        yield { event, data: data.join('\n') };
      }
      event = 'message';
      data = [];
      continue;
    }
    const { field, value } = fieldOf(line);
    if (field === 'event') {
      event = value;
    } else if (field === 'data') {
      data.push(value);
    }
  }
}

function fieldOf(line: string): { field: string; value: string } {
  const colon = line.indexOf(':');
  if (colon === -1) {
    return { field: line, value: '' };
  }
  return { field: line.slice(0, colon), value: line.slice(colon + 1).replace(/^ /, '') };
}
