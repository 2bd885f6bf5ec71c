import { type DynamicModule, Module } from '@nestjs/common';
import { CliProgram } from './cli-program.js';
import { CliSession } from './cli-session.js';
import { MigrateCommand } from './commands/migrate.command.js';
import { OrdersSyncCommand, ProductsSyncCommand } from './commands/shop-sync.commands.js';
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
        ...[OrdersSyncCommand, ProductsSyncCommand],
        ...[UsersCreateAdminCommand, DoctorCommand, MigrateCommand],
      ],
    };
  }
}
