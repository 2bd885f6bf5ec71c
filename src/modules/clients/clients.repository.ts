import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository, SelectQueryBuilder } from 'typeorm';
import { containsPattern, containsSql } from '../../flow/record-list/record-list.public.js';
import { ClientAccount } from './client-account.entity.js';
import { Client } from './client.entity.js';
import type { ClientStatus } from './client.sync.js';
import type { ClientSort } from './dto/client-list.query.js';

/** Which clients a list wants, already checked. */
export interface ClientSelection {
  readonly status: ClientStatus | null;
  readonly country: string | null;
  /** Days, inclusive. */
  readonly registeredFrom: string | null;
  readonly registeredTo: string | null;
  readonly search: string | null;
  readonly sort: ClientSort;
  readonly order: 'ASC' | 'DESC';
  readonly limit: number;
  readonly offset: number;
}

/** How many clients have one value of a column. */
export interface ValueCount {
  readonly value: string;
  readonly count: number;
}

const SEARCHED = ['externalId', 'clientUid', 'partnerAccount', 'country', 'notes'];

/** Every query for clients. It reads only: ingest and the record editor write. */
@Injectable()
export class ClientsRepository {
  constructor(
    @InjectRepository(Client) private readonly clients: Repository<Client>,
    @InjectRepository(ClientAccount) private readonly accounts: Repository<ClientAccount>,
  ) {}

  /** One page and the count of all pages. Rows with the same sort value keep one order, by id. */
  async listClients(selection: ClientSelection): Promise<{ clients: Client[]; total: number }> {
    const query = this.clients.createQueryBuilder('c');
    selectWhere(query, selection);
    query
      .orderBy(`c.${selection.sort}`, selection.order, 'NULLS LAST')
      .addOrderBy('c.id', selection.order)
      .offset(selection.offset)
      .limit(selection.limit);
    const [clients, total] = await query.getManyAndCount();
    return { clients, total };
  }

  async findClient(id: string): Promise<Client | null> {
    return this.clients.findOneBy({ id });
  }

  /** The accounts of one client, in an order that does not change between two reads. */
  async listAccounts(clientId: string): Promise<ClientAccount[]> {
    return this.accounts.find({ where: { clientId }, order: { accountNumber: 'ASC', id: 'ASC' } });
  }

  async newestClients(limit: number): Promise<Client[]> {
    return this.clients.find({ order: { createdAt: 'DESC', id: 'DESC' }, take: limit });
  }

  async countClients(): Promise<number> {
    return this.clients.count();
  }

  /** Rows are stamped with the start of their page's transaction, and none is ever deleted. */
  async countStoredBefore(instant: Date): Promise<number> {
    return this.clients.createQueryBuilder('c').where('c.createdAt < :instant', { instant }).getCount();
  }

  async countByStatus(): Promise<ValueCount[]> {
    return this.clients
      .createQueryBuilder('c')
      .select('c.status', 'value')
      .addSelect('count(*)::integer', 'count')
      .groupBy('c.status')
      .orderBy('c.status')
      .getRawMany<ValueCount>();
  }

  /** The most frequent countries; clients without one count as `UNKNOWN`. */
  async countByCountry(limit: number): Promise<ValueCount[]> {
    return this.clients
      .createQueryBuilder('c')
      .select(`coalesce(c.country, 'UNKNOWN')`, 'value')
      .addSelect('count(*)::integer', 'count')
      .groupBy(`coalesce(c.country, 'UNKNOWN')`)
      .orderBy('count(*)', 'DESC')
      .addOrderBy(`coalesce(c.country, 'UNKNOWN')`)
      .limit(limit)
      .getRawMany<ValueCount>();
  }

  /** The columns of the table as PostgreSQL has them. */
  async listColumns(): Promise<string[]> {
    const rows: readonly { readonly column_name: string }[] = await this.clients.query(
      `SELECT column_name FROM information_schema.columns
       WHERE table_schema = current_schema() AND table_name = 'clients' ORDER BY ordinal_position`,
    );
    return rows.map((row) => row.column_name);
  }
}

/** As a list by value. */
export function distribution(counts: readonly ValueCount[]): Record<string, number> {
  return Object.fromEntries(counts.map(({ value, count }) => [value, count]));
}

function selectWhere(query: SelectQueryBuilder<Client>, selection: ClientSelection): void {
  if (selection.status !== null) {
    query.andWhere('c.status = :status', { status: selection.status });
  }
  if (selection.country !== null) {
    query.andWhere('c.country = :country', { country: selection.country });
  }
  if (selection.registeredFrom !== null) {
    query.andWhere('c.registeredOn >= :from', { from: selection.registeredFrom });
  }
  if (selection.registeredTo !== null) {
    query.andWhere('c.registeredOn <= :to', { to: selection.registeredTo });
  }
  if (selection.search !== null) {
    const inClient = SEARCHED.map((field) => containsSql(`c.${field}`));
    const inAccounts = `EXISTS (SELECT FROM client_accounts a
      WHERE a.client_id = c.id AND ${containsSql('a.account_number')})`;
    query.andWhere(`(${[...inClient, inAccounts].join(' OR ')})`, {
      pattern: containsPattern(selection.search),
    });
  }
}
