import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PushModule } from '../../flow/push/push.module.js';
import { SyncedEntities } from '../../flow/synced-entity/synced-entity.public.js';
import { ProductAnalytics } from './product-analytics.js';
import { ProductAnalyticsSchedule } from './product-analytics.schedule.js';
import { ProductTrendPoint } from './product-trend.entity.js';
import { Product } from './product.entity.js';
import { productSync } from './product.sync.js';
import { ProductsSyncController } from './products-sync.controller.js';
import { ProductsController } from './products.controller.js';
import { ProductsRepository } from './products.repository.js';
import { ProductsService } from './products.service.js';

/** Products of the shop and their figures. Needs the access, external-source and synced-entity modules. */
@Module({
  imports: [TypeOrmModule.forFeature([Product, ProductTrendPoint]), PushModule],
  controllers: [ProductsController, ProductsSyncController],
  providers: [ProductsRepository, ProductsService, ProductAnalytics, ProductAnalyticsSchedule],
})
export class ProductsModule implements OnModuleInit {
  constructor(private readonly entities: SyncedEntities) {}

  onModuleInit(): void {
    this.entities.register(productSync);
  }
}
