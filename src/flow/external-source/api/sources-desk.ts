import { Injectable } from '@nestjs/common';
import type { Plain } from '../../record-list/record-list.public.js';
import { nextSlot } from '../schedule/next-slot.js';
import { SourceSchedules } from '../schedule/source-schedules.repository.js';
import { SourceStatuses } from '../source-statuses.js';
import { Sources } from '../sources.js';
import { type SourceResponse, toSourceResponse } from './source.response.js';

/** What an operator may see and change of a source. */
@Injectable()
export class SourcesDesk {
  constructor(
    private readonly sources: Sources,
    private readonly statuses: SourceStatuses,
    private readonly schedules: SourceSchedules,
  ) {}

  async list(): Promise<Plain<SourceResponse>[]> {
    const statuses = await this.statuses.list();
    return statuses.map((status) => toSourceResponse(this.sources.get(status.key).manifest, status));
  }

  /** Throws `NOT_FOUND`. */
  async get(key: string): Promise<Plain<SourceResponse>> {
    return toSourceResponse(this.sources.get(key).manifest, await this.statuses.get(key));
  }

  /** A paused schedule does not fire; a resumed one begins with its next slot. Throws `NOT_FOUND`. */
  async setPaused(key: string, isPaused: boolean): Promise<Plain<SourceResponse>> {
    const { schedule, timeZone } = this.sources.get(key).manifest;
    const next = schedule === null ? null : nextSlot(schedule, timeZone, await this.schedules.now());
    await this.schedules.setPaused(key, timeZone, isPaused, next);
    return this.get(key);
  }
}
