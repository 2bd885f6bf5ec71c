import { Injectable } from '@nestjs/common';
import { SourceError, Sources } from '../../flow/external-source/external-source.public.js';
import { AppError } from '../../kernel/app-error.js';
import { type ClientsApiSummary, summarise } from './api-summary.js';
import { CLIENTS_SOURCE } from './clients-source.js';

/** The ids of both reports, one for each row, as they came. */
export interface ClientsApiUids {
  readonly v1: readonly string[];
  readonly v2: readonly string[];
}

/** Looks into the vendor's reports without a run. Throws `SourceError`. */
export interface ClientsApiReader {
  readUids(signal: AbortSignal): Promise<ClientsApiUids>;
}

const DEADLINE_MS = 60_000;

/** What the vendor has right now. Its connector brings the reader while the application starts; modules know no connector. */
@Injectable()
export class ClientsApi {
  private reader: ClientsApiReader | null = null;

  constructor(private readonly sources: Sources) {}

  connect(reader: ClientsApiReader): void {
    this.reader = reader;
  }

  /**
   * Reads both reports and counts (C6); up to a minute. Throws `SOURCE_NOT_CONFIGURED` with the missing variables, and
   * `UNAVAILABLE` with the reason when the vendor does not answer as it should.
   */
  async summary(signal: AbortSignal = AbortSignal.timeout(DEADLINE_MS)): Promise<ClientsApiSummary> {
    const { manifest } = this.sources.getRunnable(CLIENTS_SOURCE);
    if (this.reader === null) {
      throw new Error('No connector has brought a reader for the clients');
    }
    try {
      const { v1, v2 } = await this.reader.readUids(signal);
      return summarise(v1, v2);
    } catch (error) {
      if (error instanceof SourceError) {
        throw new AppError('UNAVAILABLE', `${manifest.title}: ${error.message}`, { cause: error });
      }
      if (signal.aborted) {
        throw new AppError('UNAVAILABLE', `${manifest.title}: it took too long`, { cause: error });
      }
      throw error;
    }
  }
}
