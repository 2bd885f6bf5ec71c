import { Command, Option } from 'nest-commander';
import {
  type ClientsApiSummary,
  ClientsCommands,
  type UidMatch,
} from '../../modules/clients/clients.public.js';
import { CliCommand, type CommonOptions } from '../cli-command.js';
import { CliSession } from '../cli-session.js';
import { type ExitCode, exitCodeOf } from '../exit-codes.js';
import { runData, runReport } from '../run-report.js';
import { SourceReading } from '../source-reading.js';
import { Terminal } from '../terminal.js';

interface ClientsSyncOptions extends CommonOptions {
  readonly newOnly?: boolean;
  readonly showApi?: boolean;
}

@Command({ name: 'clients:sync', description: 'read the Exness clients and their trading accounts (C6)' })
export class ClientsSyncCommand extends CliCommand<ClientsSyncOptions> {
  constructor(
    session: CliSession,
    terminal: Terminal,
    private readonly sources: SourceReading,
  ) {
    super(session, terminal);
  }

  @Option({ flags: '--new-only', description: 'add clients that are not stored yet, and touch no other' })
  parseNewOnly(): boolean {
    return true;
  }

  @Option({
    flags: '--show-api',
    description: "first say what the vendor's two reports have, and how they fit",
  })
  parseShowApi(): boolean {
    return true;
  }

  protected async execute(_args: readonly string[], options: ClientsSyncOptions): Promise<ExitCode> {
    const { json = false, newOnly = false, showApi = false } = options;
    const clients = (await this.session.app()).get(ClientsCommands, { strict: false });
    const api = showApi ? await clients.apiSummary() : null;
    if (api !== null && !json) {
      this.terminal.data(apiReport(api));
    }
    const { runId } = await clients.start(newOnly, { kind: 'cli' });
    const run = await this.sources.watch(runId);
    if (json) {
      this.terminal.json({
        ...(api === null ? {} : { api }),
        ...(await clients.figures(run)),
        run: runData(run),
      });
    } else {
      this.terminal.data([runReport('Exness clients', run), ...(await clients.report(run))].join('\n'));
    }
    return exitCodeOf(run.state);
  }
}

/** The earlier program compared V1's 8 characters with V2's 36 and found nothing; here is why (C6). */
function apiReport(api: ClientsApiSummary): string {
  return [
    `V1 count: ${api.v1Count} (trading accounts of ${api.v1ClientCount} clients)`,
    `V2 count: ${api.v2Count} (clients)`,
    'Compared as they are (V1 has the first 8 characters of an id, V2 all 36, so they are never equal):',
    ...matchLines(api.naive),
    'Compared by the first 8 characters, as the sync does:',
    ...matchLines(api.byPrefix),
    ...(api.ambiguousPrefixes === 0
      ? []
      : [`  Ambiguous, not joined: ${api.ambiguousPrefixes} (several clients begin alike)`]),
  ].join('\n');
}

function matchLines({ matching, v1Only, v2Only }: UidMatch): string[] {
  return [`  Matching UIDs: ${matching}`, `  V1 only: ${v1Only}`, `  V2 only: ${v2Only}`];
}
