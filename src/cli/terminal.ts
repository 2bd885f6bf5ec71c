/** What a command writes to; of Node's streams only what is used, so that a test can listen. */
export interface TerminalStream {
  readonly isTTY?: boolean;
  write: (text: string) => unknown;
}

const CLEAR_LINE = '\r\u001b[K';

/**
 * Data for the caller goes to stdout; progress, warnings and errors, for people, go to stderr, so that the data can be
 * piped on. On a terminal progress is one line that changes, elsewhere a line each.
 */
export class Terminal {
  private isOnProgressLine = false;

  constructor(
    private readonly out: TerminalStream,
    private readonly err: TerminalStream,
    readonly input: NodeJS.ReadStream,
  ) {}

  /** True when a person can be asked: both ends are a terminal. */
  get isInteractive(): boolean {
    return this.input.isTTY && this.err.isTTY === true;
  }

  /** Data, as one JSON document. */
  json(data: unknown): void {
    this.data(JSON.stringify(data, null, 2));
  }

  /** Data, as text with a line end. */
  data(text: string): void {
    this.endProgress();
    this.out.write(`${text}\n`);
  }

  /** A line for the person who watches. */
  note(text: string): void {
    this.endProgress();
    this.err.write(`${text}\n`);
  }

  /** How far it is; takes the place of the last one. */
  progress(text: string): void {
    if (this.err.isTTY !== true) {
      this.err.write(`${text}\n`);
      return;
    }
    this.err.write(`${CLEAR_LINE}${text}`);
    this.isOnProgressLine = true;
  }

  private endProgress(): void {
    if (this.isOnProgressLine) {
      this.err.write('\n');
      this.isOnProgressLine = false;
    }
  }
}
