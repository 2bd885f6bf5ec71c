import { Injectable } from '@nestjs/common';
import { RecordHistory } from '../../../flow/change-log/change-log.public.js';
import {
  type HistoryEntryResponse,
  type ListQuery,
  offsetOf,
  type Plain,
  recordPage,
  type RecordPage,
  toHistoryEntryResponse,
} from '../../../flow/record-list/record-list.public.js';
import { AppError } from '../../../kernel/app-error.js';
import { UsersRepository } from './users.repository.js';
import { usersSync } from './users.sync.js';

/** What happened to an account, from the change log. For admins: it checks no access. */
@Injectable()
export class UserHistory {
  constructor(
    private readonly users: UsersRepository,
    private readonly history: RecordHistory,
  ) {}

  /** Newest first. Throws `NOT_FOUND`. */
  async list(id: string, query: ListQuery): Promise<RecordPage<Plain<HistoryEntryResponse>>> {
    const user = await this.users.find(id);
    if (user === null) {
      throw new AppError('NOT_FOUND', 'There is no such account.');
    }
    const { number } = usersSync;
    const { entries, total } = await this.history.page(number, user.id, query.limit, offsetOf(query));
    return recordPage(entries.map(toHistoryEntryResponse), total, query);
  }
}
