import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ENVIRONMENT } from '../../config/config.module.js';
import type { Environment } from '../../config/environment.js';
import { PushModule } from '../../flow/push/push.module.js';
import { SyncedEntities } from '../../flow/synced-entity/synced-entity.public.js';
import { ContactsController } from './contacts.controller.js';
import { Contact } from './contacts.entity.js';
import { contactsSync } from './contacts.sync.js';
import { CrmRecordsRepository } from './crm-records.repository.js';
import { CrmRecordsService } from './crm-records.service.js';
import { DealStagesController } from './deal-stages.controller.js';
import { DealsController } from './deals.controller.js';
import { Deal } from './deals.entity.js';
import { dealsSync } from './deals.sync.js';
import { TasksController } from './tasks.controller.js';
import { Task } from './tasks.entity.js';
import { tasksSync } from './tasks.sync.js';

/** Contacts, deals and tasks: their tables on the wire, and their REST routes (S5). */
@Module({
  imports: [TypeOrmModule.forFeature([Contact, Deal, Task]), PushModule],
  controllers: [ContactsController, DealsController, DealStagesController, TasksController],
  providers: [CrmRecordsRepository, CrmRecordsService],
})
export class CrmSyncModule implements OnModuleInit {
  constructor(
    private readonly entities: SyncedEntities,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  onModuleInit(): void {
    for (const sync of [contactsSync, dealsSync, tasksSync]) {
      this.entities.register(sync(this.environment.SYNC_AGENT_SCOPE));
    }
  }
}
