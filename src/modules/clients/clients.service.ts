import { Injectable } from '@nestjs/common';
import { LastSeen } from '../../flow/external-source/external-source.public.js';
import { type EditOptions, RecordDesk } from '../../flow/push/push.public.js';
import {
  type HistoryEntryResponse,
  type ListQuery,
  offsetOf,
  type Plain,
  type RecordAnswer,
  recordPage,
  type RecordPage,
  searchedText,
} from '../../flow/record-list/record-list.public.js';
import type { Principal } from '../../kernel/principal.js';
import type { Client } from './client.entity.js';
import { clientSync } from './client.sync.js';
import { CLIENTS_SOURCE } from './clients-source.js';
import { type ClientSelection, ClientsRepository, distribution } from './clients.repository.js';
import type { ClientsDatabaseFigures } from './dto/clients-figures.response.js';
import type { ClientListQuery } from './dto/client-list.query.js';
import {
  type ClientDetailResponse,
  type ClientResponse,
  toClientDetailResponse,
  toClientResponse,
} from './dto/client.response.js';

const { table } = clientSync;
const SAMPLES = 5;
const REBATE_COLUMN = 'rebate_amount_usd';

/** The client's page: the body and the ETag that an edit of it has to bring back. */
export type ClientPage = RecordAnswer<Plain<ClientDetailResponse>>;

/** What may be known of clients and done to them over REST (C8). Everybody who works here sees all of them. */
@Injectable()
export class ClientsService {
  constructor(
    private readonly clients: ClientsRepository,
    private readonly desk: RecordDesk,
    private readonly lastSeen: LastSeen,
  ) {}

  async listClients(query: ClientListQuery): Promise<RecordPage<Plain<ClientResponse>>> {
    const { clients, total } = await this.clients.listClients(selectionOf(query));
    return recordPage(await this.describe(clients), total, query);
  }

  /** What the table has (C5). */
  async readDatabase(): Promise<Plain<ClientsDatabaseFigures>> {
    const [total, byStatus, newest, columns] = await Promise.all([
      this.clients.countClients(),
      this.clients.countByStatus(),
      this.clients.newestClients(SAMPLES),
      this.clients.listColumns(),
    ]);
    return {
      total_clients: total,
      status_distribution: distribution(byStatus),
      has_rebate_column: columns.includes(REBATE_COLUMN),
      table_columns: columns,
      sample_clients: await this.describe(newest),
    };
  }

  /** Throws `NOT_FOUND`. */
  getClient(id: string, principal: Principal): Promise<ClientPage> {
    return this.desk.read({ table, id }, principal, (storableId) => this.findDetail(storableId));
  }

  /** Sets fields; one that the source has becomes an override that imports leave alone. Answers the client as it is now. */
  async editClient(id: string, fields: object, options: EditOptions): Promise<ClientPage> {
    await this.desk.edit({ table, id }, fields, options);
    return this.getClient(id, options.principal);
  }

  /** Lets the source's value of a field show again, at once. */
  async releaseOverride(id: string, field: string, principal: Principal): Promise<ClientPage> {
    await this.desk.releaseOverride({ table, id }, field, principal);
    return this.getClient(id, principal);
  }

  listHistory(id: string, query: ListQuery): Promise<RecordPage<Plain<HistoryEntryResponse>>> {
    return this.desk.listHistory({ table, id }, query, (storableId) => this.clients.findClient(storableId));
  }

  private async findDetail(id: string): Promise<Plain<ClientDetailResponse> | null> {
    const client = await this.clients.findClient(id);
    if (client === null) {
      return null;
    }
    const seen = await this.seenOf([client]);
    return toClientDetailResponse(client, seen(client), await this.clients.listAccounts(id));
  }

  private async describe(clients: readonly Client[]): Promise<Plain<ClientResponse>[]> {
    const seen = await this.seenOf(clients);
    return clients.map((client) => toClientResponse(client, seen(client)));
  }

  private async seenOf(clients: readonly Client[]): Promise<(client: Client) => Date | null> {
    const ids = clients.map((client) => client.externalId).filter((id) => id !== null);
    const seen = await this.lastSeen.of(CLIENTS_SOURCE, table, ids);
    return ({ externalId }) => (externalId === null ? null : (seen.get(externalId) ?? null));
  }
}

function selectionOf(query: ClientListQuery): ClientSelection {
  return {
    status: query.status ?? null,
    country: query.country ?? null,
    registeredFrom: query.registeredFrom ?? null,
    registeredTo: query.registeredTo ?? null,
    search: searchedText(query),
    sort: query.sort ?? 'registeredOn',
    order: query.order === 'asc' ? 'ASC' : 'DESC',
    limit: query.limit,
    offset: offsetOf(query),
  };
}
