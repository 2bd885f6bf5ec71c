import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { containsPattern, containsSql } from '../../flow/record-list/record-list.public.js';
import type { ProductSort } from './dto/product-list.query.js';
import { ProductTrendPoint } from './product-trend.entity.js';
import { Product } from './product.entity.js';

/** Which products a list wants, already checked. */
export interface ProductSelection {
  readonly showHidden: boolean;
  readonly search: string | null;
  readonly sort: ProductSort;
  readonly order: 'ASC' | 'DESC';
  readonly limit: number;
  readonly offset: number;
}

const SEARCHED = ['name', 'brand', 'category', 'mainIngredient', 'description', 'externalId'];

/** Every query for products but the analytics' own. It reads only: ingest and the record editor write. */
@Injectable()
export class ProductsRepository {
  constructor(
    @InjectRepository(Product) private readonly products: Repository<Product>,
    @InjectRepository(ProductTrendPoint) private readonly trends: Repository<ProductTrendPoint>,
  ) {}

  /** One page and the count of all pages. Rows with the same sort value keep one order, by id. */
  async listProducts(selection: ProductSelection): Promise<{ products: Product[]; total: number }> {
    const query = this.products.createQueryBuilder('p');
    if (!selection.showHidden) {
      query.andWhere('p.isHidden = false');
    }
    if (selection.search !== null) {
      const contains = SEARCHED.map((field) => containsSql(`p.${field}`)).join(' OR ');
      query.andWhere(`(${contains})`, { pattern: containsPattern(selection.search) });
    }
    const [products, total] = await query
      .orderBy(`p.${selection.sort}`, selection.order, 'NULLS LAST')
      .addOrderBy('p.id', selection.order)
      .offset(selection.offset)
      .limit(selection.limit)
      .getManyAndCount();
    return { products, total };
  }

  async findProduct(id: string): Promise<Product | null> {
    return this.products.findOneBy({ id });
  }

  /** The newest `limit` days of a product's figures, oldest first. */
  async listTrends(productId: string, limit: number): Promise<ProductTrendPoint[]> {
    const newestFirst = await this.trends.find({
      where: { productId },
      order: { computedOn: 'DESC' },
      take: limit,
    });
    return newestFirst.reverse();
  }
}
