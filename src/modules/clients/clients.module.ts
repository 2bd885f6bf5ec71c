import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PushModule } from '../../flow/push/push.module.js';
import { SyncedEntities } from '../../flow/synced-entity/synced-entity.public.js';
import { ClientAccount } from './client-account.entity.js';
import { clientAccountSync } from './client-account.sync.js';
import { Client } from './client.entity.js';
import { clientSync } from './client.sync.js';
import { ClientsApi } from './clients-api.js';
import { ClientsCommands } from './clients-commands.js';
import { ClientsFigures } from './clients-figures.js';
import { ClientsSyncController } from './clients-sync.controller.js';
import { ClientsController } from './clients.controller.js';
import { ClientsRepository } from './clients.repository.js';
import { ClientsService } from './clients.service.js';

/** Clients with their trading accounts. Needs the access, external-source and synced-entity modules. */
@Module({
  imports: [TypeOrmModule.forFeature([Client, ClientAccount]), PushModule],
  controllers: [ClientsSyncController, ClientsController],
  providers: [ClientsRepository, ClientsService, ClientsApi, ClientsCommands, ClientsFigures],
  exports: [ClientsApi, ClientsCommands],
})
export class ClientsModule implements OnModuleInit {
  constructor(private readonly entities: SyncedEntities) {}

  onModuleInit(): void {
    this.entities.register(clientSync);
    this.entities.register(clientAccountSync);
  }
}
