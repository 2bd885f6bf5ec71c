import { Command } from 'nest-commander';
import { CliCommand, type CommonOptions } from '../cli-command.js';
import { CliSession } from '../cli-session.js';
import type { ExitCode } from '../exit-codes.js';
import { SourceReading } from '../source-reading.js';
import { Terminal } from '../terminal.js';

@Command({ name: 'orders:sync', description: 'read all orders of the Strattera shop' })
export class OrdersSyncCommand extends CliCommand {
  constructor(
    session: CliSession,
    terminal: Terminal,
    private readonly sources: SourceReading,
  ) {
    super(session, terminal);
  }

  protected execute(_args: readonly string[], { json }: CommonOptions): Promise<ExitCode> {
    return this.sources.read('strattera-orders', { mode: 'full' }, json === true);
  }
}

@Command({ name: 'products:sync', description: 'read all products of the Strattera shop' })
export class ProductsSyncCommand extends CliCommand {
  constructor(
    session: CliSession,
    terminal: Terminal,
    private readonly sources: SourceReading,
  ) {
    super(session, terminal);
  }

  protected execute(_args: readonly string[], { json }: CommonOptions): Promise<ExitCode> {
    return this.sources.read('strattera-products', { mode: 'full' }, json === true);
  }
}
