import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../../database/database.js';
import { EXTERNAL_SOURCE_SETTINGS, type ExternalSourceSettings } from '../external-source-settings.js';
import { SourcePace } from '../pace/source-pace.js';
import { Listings } from './listings.repository.js';
import { PageWriter } from './page-writer.js';
import { RunLogs } from './run-log.js';
import { SourceRuns } from './source-runs.repository.js';
import { Sweeper } from './sweeper.js';

/** What one run needs of PostgreSQL, by the question that it answers. */
@Injectable()
export class RunStores {
  constructor(
    readonly runs: SourceRuns,
    readonly listings: Listings,
    readonly writer: PageWriter,
    readonly sweeper: Sweeper,
    readonly pace: SourcePace,
  ) {}
}

/** Everything that one run needs. */
@Injectable()
export class RunServices {
  readonly runs: SourceRuns;
  readonly listings: Listings;
  readonly writer: PageWriter;
  readonly sweeper: Sweeper;
  readonly pace: SourcePace;

  constructor(
    readonly database: Database,
    stores: RunStores,
    @Inject(EXTERNAL_SOURCE_SETTINGS) readonly settings: ExternalSourceSettings,
    readonly logs: RunLogs,
  ) {
    ({
      runs: this.runs,
      listings: this.listings,
      writer: this.writer,
      sweeper: this.sweeper,
      pace: this.pace,
    } = stores);
  }
}
