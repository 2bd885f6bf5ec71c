import { SourceError } from '../../flow/external-source/external-source.public.js';
import type { ClientsApiReader, ClientsApiUids } from '../../modules/clients/clients.public.js';
import type { ExnessClient, ExnessReport } from './exness.client.js';

/** Reads the ids of both reports for the diagnostics of C6. It stores nothing, and is no run. */
export class ExnessApiReader implements ClientsApiReader {
  constructor(private readonly client: ExnessClient) {}

  /** Throws `SourceError`. Logs in again once, when the token has ended. */
  async readUids(signal: AbortSignal): Promise<ClientsApiUids> {
    return {
      v1: (await this.fetch('accounts', signal)).map(uidOf),
      v2: (await this.fetch('clients', signal)).map(uidOf),
    };
  }

  private async fetch(report: ExnessReport, signal: AbortSignal): Promise<readonly unknown[]> {
    try {
      return await this.client.fetchReport(report, signal);
    } catch (error) {
      if (!(error instanceof SourceError) || error.kind !== 'unauthorized' || error.details.status !== 401) {
        throw error;
      }
      this.client.forgetToken();
      return this.client.fetchReport(report, signal);
    }
  }
}

function uidOf(row: unknown): string {
  const uid: unknown = typeof row === 'object' && row !== null ? Reflect.get(row, 'client_uid') : null;
  return typeof uid === 'string' ? uid : '';
}
