/**
 * The lines of a response as they arrive, without their ends. Text after the last line end is given
 * too, so that the reader can tell a cut line from a whole one by what it holds.
 */
export async function* textLines(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      const lines = (rest + (done ? decoder.decode() : decoder.decode(value, { stream: true }))).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
      if (done) {
        break;
      }
    }
    if (rest !== '') {
      yield rest;
    }
  } finally {
    // Whoever stops reading early ends the transfer, too.
    await reader.cancel().catch(() => undefined);
  }
}
