import { runCli } from './run-cli.js';
import { Terminal } from './terminal.js';

const INTERRUPTED = 130;
/** One Ctrl-C comes twice: from the terminal, and handed on by npm or the script around us. */
const SAME_PRESS_MS = 500;

/**
 * The whole of `cli.ts`: runs the command of this process's arguments and ends the process with its exit code. The
 * first Ctrl-C (or SIGTERM) cancels what is under way, in order; the second ends at once.
 */
export async function runFromShell(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const controller = new AbortController();
  let pressedAtMs = 0;
  const terminal = new Terminal(process.stdout, process.stderr, process.stdin);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) {
        if (performance.now() - pressedAtMs > SAME_PRESS_MS) {
          process.exit(INTERRUPTED);
        }
        return;
      }
      pressedAtMs = performance.now();
      terminal.note('Ending; press Ctrl-C again to end at once.');
      controller.abort();
    });
  }
  // A reader that has seen enough (`| head`) closes the pipe: the command goes on to its end, unheard.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', () => undefined);
  }
  const code = await runCli(args, { environment, terminal, signal: controller.signal });
  process.stdout.write('', () => {
    process.exit(code);
  });
}
