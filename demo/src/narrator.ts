import cliProgress, { type SingleBar } from 'cli-progress';

/** How far something has come; `total` is what is expected, not what is promised. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

/** One line of a progress display. Must be ended with `finish`, also after a failure. */
export interface ProgressLine {
  update(progress: Progress): void;
  finish(): void;
}

/** A measured duration as people say it. */
export function took(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

/** A count with its noun, e.g. `1,073 orders`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

/** Tells the story on stdout: plain words, one idea a line. Colours and moving bars only on a terminal. */
export class Narrator {
  private readonly isTerminal = process.stdout.isTTY;
  private chapterNumber = 0;
  private isSilent = false;
  private bar: SingleBar | null = null;

  /** The next part of the story. */
  chapter(title: string): void {
    this.chapterNumber += 1;
    const heading = `${this.chapterNumber}. ${title}`;
    this.tell(`\n${this.isTerminal ? `\u001b[1m${heading}\u001b[0m` : heading}`);
  }

  say(sentence: string): void {
    this.tell(`   ${sentence}`);
  }

  /** A line that shows how far something is. Without a terminal it writes nothing: the caller says the result. */
  progress(label: string, total: number): ProgressLine {
    if (this.isTerminal && !this.isSilent) {
      const format = `   ${label.padEnd(10)} {bar} {value} of {total}, {duration} s`;
      this.bar = new cliProgress.SingleBar({ format, hideCursor: true }, cliProgress.Presets.shades_grey);
      this.bar.start(total, 0);
    }
    return {
      update: (progress) => {
        this.bar?.setTotal(progress.total);
        this.bar?.update(progress.done);
      },
      finish: () => {
        this.endBar();
      },
    };
  }

  /** The story is over, wherever it was: what it still says is not heard. Gives the terminal its cursor back. */
  fallSilent(): void {
    this.isSilent = true;
    this.endBar();
  }

  /** A word about the demo itself, outside the story. */
  announce(sentence: string): void {
    process.stdout.write(`${sentence}\n`);
  }

  /** What went wrong, on stderr. */
  fail(sentence: string): void {
    process.stderr.write(`${sentence}\n`);
  }

  private endBar(): void {
    this.bar?.stop();
    this.bar = null;
  }

  private tell(line: string): void {
    if (!this.isSilent) {
      process.stdout.write(`${line}\n`);
    }
  }
}
