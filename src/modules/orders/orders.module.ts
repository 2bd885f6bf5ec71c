import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PushModule } from '../../flow/push/push.module.js';
import { SyncedEntities } from '../../flow/synced-entity/synced-entity.public.js';
import { OrderItem } from './order-item.entity.js';
import { orderItemSync } from './order-item.sync.js';
import { Order } from './order.entity.js';
import { orderSync } from './order.sync.js';
import { OrdersSyncController } from './orders-sync.controller.js';
import { OrdersController } from './orders.controller.js';
import { OrdersRepository } from './orders.repository.js';
import { OrdersService } from './orders.service.js';

/** Orders of the shop with their lines. Needs the access, external-source and synced-entity modules. */
@Module({
  imports: [TypeOrmModule.forFeature([Order, OrderItem]), PushModule],
  controllers: [OrdersController, OrdersSyncController],
  providers: [OrdersRepository, OrdersService],
})
export class OrdersModule implements OnModuleInit {
  constructor(private readonly entities: SyncedEntities) {}

  onModuleInit(): void {
    this.entities.register(orderSync);
    this.entities.register(orderItemSync);
  }
}
