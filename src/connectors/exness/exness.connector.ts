import {
  type FetchOptions,
  type MappedPayload,
  type SourceConnector,
  SourceError,
  type SourceManifest,
  type SourcePage,
} from '../../flow/external-source/external-source.public.js';
import type { ExnessClient } from './exness.client.js';
import { joinReports, type JoinedReports } from './exness.joining.js';
import { mapClient } from './exness.mapping.js';

/** Records of one page, and so of one transaction. */
const PAGE_SIZE = 200;
/** A report of clients that fails so often in a row is done without. */
const CLIENTS_ATTEMPTS_MAX = 2;

/** What a pass knows of the vendor. */
interface Reports extends JoinedReports {
  readonly warnings: readonly string[];
  readonly listed: Readonly<Record<string, number>>;
}

/**
 * The clients of an affiliate partner as a source. A client is made of rows of two reports, so each pass reads both to
 * their ends before it gives a page (C1). There is no cursor: the reports have none that could be trusted.
 */
export class ExnessConnector implements SourceConnector {
  readonly key: string;
  readonly entities = ['clients'] as const;
  private clientsFailures = 0;

  constructor(
    manifest: SourceManifest,
    private readonly client: ExnessClient,
  ) {
    this.key = manifest.key;
  }

  /**
   * One payload per client. The report of accounts must be readable. Without that of clients it goes on with a warning,
   * and nothing that only V2 tells is touched (C3).
   */
  async *fetch(
    _entity: string,
    _cursor: string | null,
    options: FetchOptions,
    signal: AbortSignal,
  ): AsyncIterable<SourcePage> {
    const { payloads, warnings, listed } = await this.readReports(signal);
    const pageSize = options.pageSize ?? PAGE_SIZE;
    const pageCount = Math.max(1, Math.ceil(payloads.length / pageSize));
    for (let page = 0; page < pageCount; page += 1) {
      signal.throwIfAborted();
      yield {
        payloads: payloads.slice(page * pageSize, (page + 1) * pageSize),
        nextCursor: null,
        totalCount: payloads.length,
        endsCompleteListing: page === pageCount - 1,
        listed,
        warnings,
      };
    }
  }

  map(_entity: string, payload: unknown): MappedPayload {
    return mapClient(payload);
  }

  /** Tokens end after some hours: logs in again (E3). */
  async refreshCredentials(signal: AbortSignal): Promise<boolean> {
    this.client.forgetToken();
    await this.client.logIn(signal);
    return true;
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  private async readReports(signal: AbortSignal): Promise<Reports> {
    const accounts = await this.client.fetchReport('accounts', signal);
    const { clients, warnings } = await this.readClients(signal);
    const joined = joinReports(accounts, clients);
    warnings.push(...emptyLists(accounts, clients));
    if (joined.ambiguousCount > 0) {
      warnings.push(
        `${joined.ambiguousCount} client ids of V1 fit more than one client of V2: these are not joined`,
      );
    }
    const listed = { accounts: accounts.length, ...(clients === null ? {} : { clients: clients.length }) };
    return { ...joined, warnings, listed };
  }

  /** A passing failure is thrown at first, so that the runner tries again. */
  private async readClients(
    signal: AbortSignal,
  ): Promise<{ clients: readonly unknown[] | null; warnings: string[] }> {
    try {
      const clients = await this.client.fetchReport('clients', signal);
      this.clientsFailures = 0;
      return { clients, warnings: [] };
    } catch (error) {
      if (!(error instanceof SourceError) || !this.isGivenUp(error)) {
        throw error;
      }
      this.clientsFailures = 0;
      const warning = `The list of clients (V2) could not be read, what only it tells is left as it is: ${error.message}`;
      return { clients: null, warnings: [warning] };
    }
  }

  private isGivenUp({ kind, details }: SourceError): boolean {
    switch (kind) {
      case 'temporary':
        this.clientsFailures += 1;
        return this.clientsFailures >= CLIENTS_ATTEMPTS_MAX;
      case 'source-schema':
        return true;
      case 'unauthorized':
        // The same token has just read the accounts, so it is this report that is closed to us.
        return details.status === 403;
      default:
        return false;
    }
  }
}

/** One list without the other is more likely an outage than the truth (E20). */
function emptyLists(accounts: readonly unknown[], clients: readonly unknown[] | null): string[] {
  if (clients === null || (accounts.length === 0) === (clients.length === 0)) {
    return [];
  }
  const name = accounts.length === 0 ? 'accounts (V1)' : 'clients (V2)';
  return [`The list of ${name} is empty: what only it tells is left as it is`];
}
