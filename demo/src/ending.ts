const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

export type EndSignal = keyof typeof EXIT_CODES;

/**
 * Resolves with the first signal that asks us to end, or when nobody reads what we print any more. Later ones are
 * ignored: one Ctrl-C in a terminal reaches us twice, by the terminal and by npm, and the ending is bounded anyway.
 */
export function untilAskedToEnd(): Promise<EndSignal> {
  return new Promise((resolve) => {
    for (const signal of Object.keys(EXIT_CODES) as EndSignal[]) {
      process.on(signal, () => {
        resolve(signal);
      });
    }
    process.stdout.on('error', () => {
      resolve('SIGHUP');
    });
    process.stderr.on('error', () => undefined);
  });
}

/** What the shell expects of a program that a signal has ended. */
export function exitCodeOf(signal: EndSignal): number {
  return EXIT_CODES[signal];
}
