import { type DynamicModule, Module } from '@nestjs/common';
import { CliProgram } from './cli-program.js';
import { CliSession } from './cli-session.js';
import { AppointmentsStatsCommand } from './commands/appointments-stats.command.js';
import { AppointmentsSyncCommand } from './commands/appointments-sync.command.js';
import { AppointmentsValidateCommand } from './commands/appointments-validate.command.js';
import { ClientsSyncCommand } from './commands/clients-sync.command.js';
import { MigrateCommand } from './commands/migrate.command.js';
import {
  OutgoingDiscardCommand,
  OutgoingListCommand,
  OutgoingRetryCommand,
  OutgoingStatusCommand,
  OutgoingWorkCommand,
} from './commands/outgoing.commands.js';
import {
  QueueFailedCommand,
  QueueRetryCommand,
  QueueStatusCommand,
  QueueWorkCommand,
} from './commands/queue.commands.js';
import { OrdersSyncCommand, ProductsSyncCommand } from './commands/shop-sync.commands.js';
import { WisproSyncCommand } from './commands/wispro-sync.command.js';
import { UsersCreateAdminCommand } from './commands/users-create-admin.command.js';
import { DoctorCommand } from './doctor/doctor.command.js';
import { Prompter } from './prompter.js';
import { SourceReading } from './source-reading.js';
import { Terminal } from './terminal.js';

/** The commands alone: the application that they work with is opened by the one that runs. */
@Module({})
export class CliModule {
  static forRoot(session: CliSession, terminal: Terminal): DynamicModule {
    return {
      module: CliModule,
      providers: [
        { provide: CliSession, useValue: session },
        { provide: Terminal, useValue: terminal },
        CliProgram,
        Prompter,
        SourceReading,
        ...[OrdersSyncCommand, ProductsSyncCommand, ClientsSyncCommand, WisproSyncCommand],
        ...[AppointmentsSyncCommand, AppointmentsStatsCommand, AppointmentsValidateCommand],
        ...[QueueStatusCommand, QueueFailedCommand, QueueRetryCommand, QueueWorkCommand],
        ...[OutgoingStatusCommand, OutgoingListCommand, OutgoingRetryCommand],
        ...[OutgoingDiscardCommand, OutgoingWorkCommand],
        ...[UsersCreateAdminCommand, DoctorCommand, MigrateCommand],
      ],
    };
  }
}
