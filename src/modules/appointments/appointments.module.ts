import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PushModule } from '../../flow/push/push.module.js';
import { SyncedEntities } from '../../flow/synced-entity/synced-entity.public.js';
import { AppointmentImports } from './appointment-imports.js';
import { AppointmentIntegritySchedule } from './appointment-integrity.schedule.js';
import { AppointmentRepair } from './appointment-repair.js';
import { AppointmentStats } from './appointment-stats.js';
import { AppointmentValidation } from './appointment-validation.js';
import { Appointment } from './appointment.entity.js';
import { appointmentSync } from './appointment.sync.js';
import { AppointmentsUpkeepController } from './appointments-upkeep.controller.js';
import { AppointmentsCommands } from './appointments.commands.js';
import { AppointmentsController } from './appointments.controller.js';
import { AppointmentsRepository } from './appointments.repository.js';
import { AppointmentsService } from './appointments.service.js';
import { RowBackups } from './row-backups.js';

/** Lessons of the school. Needs the access, external-source and synced-entity modules. */
@Module({
  imports: [TypeOrmModule.forFeature([Appointment]), PushModule],
  controllers: [AppointmentsController, AppointmentsUpkeepController],
  providers: [
    AppointmentsRepository,
    AppointmentsService,
    AppointmentImports,
    AppointmentStats,
    AppointmentValidation,
    AppointmentRepair,
    RowBackups,
    AppointmentsCommands,
    AppointmentIntegritySchedule,
  ],
  exports: [AppointmentsCommands],
})
export class AppointmentsModule implements OnModuleInit {
  constructor(private readonly entities: SyncedEntities) {}

  onModuleInit(): void {
    this.entities.register(appointmentSync);
  }
}
