import { Command, Option } from 'nest-commander';
import { WISPRO_SOURCE } from '../../modules/wispro/wispro.public.js';
import { CliCommand, type CommonOptions } from '../cli-command.js';
import { CliSession } from '../cli-session.js';
import type { ExitCode } from '../exit-codes.js';
import { wholeNumber } from '../option-values.js';
import { SourceReading } from '../source-reading.js';
import { Terminal } from '../terminal.js';

interface WisproSyncOptions extends CommonOptions {
  readonly pageSize?: number;
  readonly maxPages?: number;
}

@Command({ name: 'wispro:sync', description: 'read the Wispro subscribers, who become users' })
export class WisproSyncCommand extends CliCommand<WisproSyncOptions> {
  constructor(
    session: CliSession,
    terminal: Terminal,
    private readonly sources: SourceReading,
  ) {
    super(session, terminal);
  }

  @Option({ flags: '--page-size <n>', description: 'records a page, 1 to 1000' })
  parsePageSize(text: string): number {
    return wholeNumber('--page-size', text, 1000);
  }

  @Option({ flags: '--max-pages <n>', description: 'end after so many pages, for a trial' })
  parseMaxPages(text: string): number {
    return wholeNumber('--max-pages', text, 10_000);
  }

  protected execute(
    _args: readonly string[],
    { json, pageSize, maxPages }: WisproSyncOptions,
  ): Promise<ExitCode> {
    const limits = {
      ...(pageSize === undefined ? {} : { pageSize }),
      ...(maxPages === undefined ? {} : { maxPages }),
    };
    return this.sources.read(WISPRO_SOURCE, { mode: 'full', ...limits }, json === true);
  }
}
