import { createInterface } from 'node:readline/promises';
import { Injectable } from '@nestjs/common';
import { input, password, select } from '@inquirer/prompts';
import { CliSession } from './cli-session.js';
import { UsageError } from './exit-codes.js';
import { Terminal } from './terminal.js';

/** Asks the person at the terminal. Questions go to stderr: stdout belongs to the data. */
@Injectable()
export class Prompter {
  constructor(
    private readonly session: CliSession,
    private readonly terminal: Terminal,
  ) {}

  /** A line of text. `check` answers a sentence when it will not do. Throws `UsageError` when nobody is there. */
  async ask(message: string, check: (text: string) => string | null): Promise<string> {
    this.requirePerson(message);
    return input({ message, validate: (text) => check(text.trim()) ?? true }, this.context).then((text) =>
      text.trim(),
    );
  }

  /** One of some words. Throws `UsageError` when nobody is there. */
  async choose<Word extends string>(message: string, words: readonly Word[]): Promise<Word> {
    this.requirePerson(message);
    return select({ message, choices: [...words] }, this.context);
  }

  /** A secret, asked for twice and shown as stars; without a terminal it is the first line of stdin. */
  async askSecret(message: string): Promise<string> {
    if (!this.terminal.isInteractive) {
      return this.firstLine(message);
    }
    const secret = await password({ message, mask: true }, this.context);
    const again = await password({ message: `${message} (again)`, mask: true }, this.context);
    if (secret !== again) {
      throw new UsageError('The two are not the same. Nothing was changed.');
    }
    return secret;
  }

  private get context(): { readonly output: NodeJS.WritableStream; readonly signal: AbortSignal } {
    return { output: process.stderr, signal: this.session.signal };
  }

  private requirePerson(message: string): void {
    if (!this.terminal.isInteractive) {
      throw new UsageError(`There is nobody to ask (${message}): this needs a terminal.`);
    }
  }

  private async firstLine(message: string): Promise<string> {
    for await (const line of createInterface({ input: this.terminal.input })) {
      return line;
    }
    throw new UsageError(`${message}: stdin is empty. Write it there, or use a terminal.`);
  }
}
