import { Injectable } from '@nestjs/common';
import type { Plain } from '../../record-list/record-list.public.js';
import { Rehearsals } from '../run/rehearsals.js';
import { RunLogs } from '../run/run-log.js';
import { RunOverview } from '../run/run-overview.js';
import { SourceRunner } from '../run/source-runner.js';
import { Sources } from '../sources.js';
import { type RecentRunResponse, toRecentRunResponse } from './recent-runs.dto.js';
import { type RunChangeResponse, toRunChangeResponse } from './run-change.response.js';
import { type RunLogLineResponse, toRunLogLineResponse } from './run-log.response.js';

/** What an operator may see of runs, beside their rows. */
@Injectable()
export class RunsDesk {
  constructor(
    private readonly sources: Sources,
    private readonly runner: SourceRunner,
    private readonly overview: RunOverview,
    private readonly logs: RunLogs,
    private readonly rehearsals: Rehearsals,
  ) {}

  /** Of every source that is announced, in their order. */
  async recent(countEach: number): Promise<Plain<RecentRunResponse>[]> {
    const keys = this.sources.list().map(({ manifest }) => manifest.key);
    return (await this.overview.recent(keys, countEach)).map(toRecentRunResponse);
  }

  /** Throws `NOT_FOUND`. */
  async log(runId: string): Promise<Plain<RunLogLineResponse>[]> {
    const { id } = await this.runner.get(runId);
    return (await this.logs.list(id)).map(toRunLogLineResponse);
  }

  /** Throws `NOT_FOUND`. */
  async changes(runId: string): Promise<Plain<RunChangeResponse>[]> {
    const { id } = await this.runner.get(runId);
    return (await this.rehearsals.list(id)).map(toRunChangeResponse);
  }
}
