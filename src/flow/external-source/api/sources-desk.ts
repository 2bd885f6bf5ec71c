import { Injectable } from '@nestjs/common';
import type { Plain } from '../../record-list/record-list.public.js';
import { RunOverview } from '../run/run-overview.js';
import { SourceSchedules } from '../schedule/source-schedules.repository.js';
import { type SourceStatus, SourceStatuses } from '../source-statuses.js';
import { Sources } from '../sources.js';
import { type SourceResponse, toSourceResponse } from './source.response.js';

/** What an operator may see and change of a source. */
@Injectable()
export class SourcesDesk {
  constructor(
    private readonly sources: Sources,
    private readonly statuses: SourceStatuses,
    private readonly schedules: SourceSchedules,
    private readonly overview: RunOverview,
  ) {}

  async list(): Promise<Plain<SourceResponse>[]> {
    return this.describe(await this.statuses.list());
  }

  /** Throws `NOT_FOUND`. */
  async get(key: string): Promise<Plain<SourceResponse>> {
    const [source] = await this.describe([await this.statuses.get(key)]);
    if (source === undefined) {
      throw new Error(`The source ${key} was not described`);
    }
    return source;
  }

  /** No schedule of a paused source fires; a resumed one's begin with their next slots. Throws `NOT_FOUND`. */
  async setPaused(key: string, isPaused: boolean): Promise<Plain<SourceResponse>> {
    const { manifest } = this.sources.get(key);
    await this.schedules.setPaused(manifest, isPaused, await this.schedules.now());
    return this.get(key);
  }

  private async describe(statuses: readonly SourceStatus[]): Promise<Plain<SourceResponse>[]> {
    const schedules = await this.schedules.list();
    const activityOf = await this.overview.activities(statuses.map(({ key }) => key));
    return statuses.map((status) => {
      const own = schedules.filter(({ sourceKey }) => sourceKey === status.key);
      const slots = new Map(own.map(({ name, nextRunAt }) => [name, nextRunAt]));
      return toSourceResponse(this.sources.get(status.key).manifest, status, slots, activityOf(status.key));
    });
  }
}
