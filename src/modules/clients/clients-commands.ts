import { Injectable } from '@nestjs/common';
import {
  type RunTrigger,
  SourceRunner,
  type SourceRun,
} from '../../flow/external-source/external-source.public.js';
import type { ClientsApiSummary } from './api-summary.js';
import { ClientsApi } from './clients-api.js';
import { CLIENTS_SOURCE } from './clients-source.js';
import { ClientsRepository } from './clients.repository.js';

/** The figures of a run, under the names that callers of the earlier system know (C4). */
export interface ClientsSyncReport {
  readonly new_clients_added: number;
  /** Rows of V1: trading accounts. */
  readonly total_api_clients: number;
  /** Clients that were stored before the run. */
  readonly existing_clients: number;
}

/** What can be done with the clients as a whole, for routes and the command line (C5, C6). */
@Injectable()
export class ClientsCommands {
  constructor(
    private readonly runner: SourceRunner,
    private readonly clients: ClientsRepository,
    private readonly api: ClientsApi,
  ) {}

  /**
   * Starts a run and answers at once: of everything, or of clients that are not stored yet. Throws
   * `SOURCE_NOT_CONFIGURED` with the missing variables, and `RUN_IN_PROGRESS` with the `runId` of the one under way.
   */
  async start(newOnly: boolean, trigger: RunTrigger): Promise<{ readonly runId: string }> {
    return this.runner.start(CLIENTS_SOURCE, { mode: newOnly ? 'new-only' : 'full' }, trigger);
  }

  /** As {@link start}, and answers the run when it has ended, however it did: look at its `state` and `error`. */
  async sync(
    { newOnly = false }: { readonly newOnly?: boolean } = {},
    trigger: RunTrigger = { kind: 'cli' },
  ): Promise<SourceRun> {
    const { runId } = await this.start(newOnly, trigger);
    return this.runner.wait(runId);
  }

  /** What the vendor's two reports have now, and how their ids fit. Throws `SOURCE_NOT_CONFIGURED` and `UNAVAILABLE`. */
  async apiSummary(): Promise<ClientsApiSummary> {
    return this.api.summary();
  }

  /** The figures of a run that has ended. */
  async figures(run: SourceRun): Promise<ClientsSyncReport> {
    return {
      new_clients_added: run.counts.created,
      total_api_clients: run.counts.listed?.accounts ?? 0,
      existing_clients: await this.clients.countStoredBefore(run.startedAt),
    };
  }

  /** The figures as the three lines that the earlier program printed (C6). */
  async report(run: SourceRun): Promise<readonly string[]> {
    const figures = await this.figures(run);
    return [
      `New clients added: ${figures.new_clients_added}`,
      `Total API clients: ${figures.total_api_clients}`,
      `Existing clients: ${figures.existing_clients}`,
    ];
  }
}
