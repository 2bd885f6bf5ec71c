import { ApiProperty } from '@nestjs/swagger';
import type { ListQuery } from './list-query.js';

/** Where a page lies in its list. */
export class Pagination {
  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  readonly page!: number;

  @ApiProperty({ type: 'integer', minimum: 1, maximum: 200, example: 50 })
  readonly limit!: number;

  @ApiProperty({ type: 'integer', minimum: 0, example: 120, description: 'Records on all pages.' })
  readonly total!: number;

  @ApiProperty({ type: 'integer', minimum: 0, example: 3 })
  readonly pages!: number;
}

/** The shape of a documented response class: what its mapper returns is a literal, not an instance. */
export type Plain<Response> = { readonly [Name in keyof Response]: Response[Name] };

/** The answer of every list route (DESIGN §7). */
export interface RecordPage<Item> {
  readonly data: readonly Item[];
  readonly pagination: Plain<Pagination>;
}

/** Puts a page's items, already made presentable, beside the place of the page in the list. */
export function recordPage<Item>(
  data: readonly Item[],
  total: number,
  { page, limit }: Pick<ListQuery, 'page' | 'limit'>,
): RecordPage<Item> {
  return { data, pagination: { page, limit, total, pages: Math.ceil(total / limit) } };
}
