import { Injectable } from '@nestjs/common';
import { DataSource, type EntityTarget, type SelectQueryBuilder } from 'typeorm';
import { containsPattern, containsSql, type SortOrder } from '../../flow/record-list/record-list.public.js';
import type { VisibleScope } from '../../flow/synced-entity/synced-entity.public.js';
import type { CrmRecord } from './crm-record.entity.js';
import { Deal } from './deals.entity.js';
import type { DealStage } from './deals.sync.js';

/** Which records of a table a caller asks for, in terms of the entity's properties. Never a caller's own words. */
export interface CrmSelection {
  /** Property → value that it must have; undefined asks for nothing. */
  readonly equals: Readonly<Record<string, string | undefined>>;
  /** Text that one of these properties contains. */
  readonly search?: { readonly text: string; readonly properties: readonly string[] };
  readonly after?: { readonly property: string; readonly instant: Date };
  readonly before?: { readonly property: string; readonly instant: Date };
  readonly sort: string;
  readonly order: SortOrder;
  readonly limit: number;
  readonly offset: number;
}

/** Deals of one stage and one currency. */
export interface StageSum {
  readonly stage: DealStage;
  readonly currency: string | null;
  readonly count: number;
  /** Exact, as text; null when none of them has an amount. */
  readonly amount: string | null;
}

/** Reads CRM tables. What is outside the caller's scope does not exist (SYNC-PROTOCOL §8). */
@Injectable()
export class CrmRecordsRepository {
  constructor(private readonly dataSource: DataSource) {}

  async findVisible<Row extends CrmRecord>(
    row: EntityTarget<Row>,
    id: string,
    scope: VisibleScope,
  ): Promise<Row | null> {
    return this.visible(row, scope).andWhere('record.id = :id', { id }).getOne();
  }

  /** A page of the selection, and how many records all its pages have. Ties are broken by id, so pages do not overlap. */
  async listVisible<Row extends CrmRecord>(
    row: EntityTarget<Row>,
    selection: CrmSelection,
    scope: VisibleScope,
  ): Promise<[Row[], number]> {
    const query = this.matching(row, selection, scope);
    if (selection.after !== undefined) {
      query.andWhere(`record.${selection.after.property} >= :after`, { after: selection.after.instant });
    }
    if (selection.before !== undefined) {
      query.andWhere(`record.${selection.before.property} < :before`, { before: selection.before.instant });
    }
    const order = selection.order === 'asc' ? 'ASC' : 'DESC';
    return query
      .orderBy(`record.${selection.sort}`, order, 'NULLS LAST')
      .addOrderBy('record.id', order)
      .limit(selection.limit)
      .offset(selection.offset)
      .getManyAndCount();
  }

  /** PostgreSQL adds the amounts: a decimal never passes through a float. */
  async sumByStage(
    selection: Pick<CrmSelection, 'equals' | 'search'>,
    scope: VisibleScope,
  ): Promise<StageSum[]> {
    return this.matching(Deal, selection, scope)
      .select('record.stage', 'stage')
      .addSelect('record.currency', 'currency')
      .addSelect('count(*)::int', 'count')
      .addSelect('sum(record.amount)::text', 'amount')
      .groupBy('record.stage')
      .addGroupBy('record.currency')
      .orderBy('record.currency', 'ASC', 'NULLS LAST')
      .getRawMany<StageSum>();
  }

  private matching<Row extends CrmRecord>(
    row: EntityTarget<Row>,
    selection: Pick<CrmSelection, 'equals' | 'search'>,
    scope: VisibleScope,
  ): SelectQueryBuilder<Row> {
    const query = this.visible(row, scope);
    for (const [property, value] of Object.entries(selection.equals)) {
      if (value !== undefined) {
        query.andWhere(`record.${property} = :${property}`, { [property]: value });
      }
    }
    addSearch(query, selection.search);
    return query;
  }

  private visible<Row extends CrmRecord>(
    row: EntityTarget<Row>,
    scope: VisibleScope,
  ): SelectQueryBuilder<Row> {
    const query = this.dataSource.getRepository(row).createQueryBuilder('record');
    return scope === null
      ? query.where('true')
      : query.where('record.scope && CAST(:scope AS text[])', { scope: [...scope] });
  }
}

function addSearch<Row extends CrmRecord>(
  query: SelectQueryBuilder<Row>,
  search: CrmSelection['search'],
): void {
  if (search !== undefined) {
    const matches = search.properties.map((property) => containsSql(`record.${property}`));
    query.andWhere(`(${matches.join(' OR ')})`, { pattern: containsPattern(search.text) });
  }
}
