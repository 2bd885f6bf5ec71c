import { Command, Option } from 'nest-commander';
import { z } from 'zod';
import { AppError } from '../../kernel/app-error.js';
import { requireGoodPassword, StaffAccounts } from '../../modules/auth/auth.public.js';
import { CliCommand, type CommonOptions } from '../cli-command.js';
import { CliSession } from '../cli-session.js';
import { type ExitCode, UsageError } from '../exit-codes.js';
import { Prompter } from '../prompter.js';
import { Terminal } from '../terminal.js';

interface CreateAdminOptions extends CommonOptions {
  readonly email: string;
  readonly name: string;
}

/** The password is never an argument: other users of the machine can read those. */
@Command({
  name: 'users:create-admin',
  description: 'make an account for an admin; the password is asked for, or read from stdin',
})
export class UsersCreateAdminCommand extends CliCommand<CreateAdminOptions> {
  constructor(
    session: CliSession,
    terminal: Terminal,
    private readonly prompter: Prompter,
  ) {
    super(session, terminal);
  }

  @Option({ flags: '--email <address>', description: 'what the admin signs in with', required: true })
  parseEmail(text: string): string {
    if (!z.email().safeParse(text).success) {
      throw new UsageError('--email: this is no e-mail address');
    }
    return text;
  }

  @Option({ flags: '--name <name>', description: 'for people to see', defaultValue: 'Administrator' })
  parseName(text: string): string {
    return text;
  }

  protected async execute(
    _args: readonly string[],
    { email, name, json }: CreateAdminOptions,
  ): Promise<ExitCode> {
    const password = await this.prompter.askSecret('Password');
    requireGoodPassword(password, { name, email, phone: null, code: null, idNumber: null }, 'password');
    const staff = (await this.session.app()).get(StaffAccounts, { strict: false });
    const id = await staff.createUnlessThere({ email, name, password, role: 'admin' });
    if (id === null) {
      throw new AppError('CONFLICT', 'Somebody who works here has this e-mail address already.');
    }
    if (json === true) {
      this.terminal.json({ id, role: 'admin' });
    } else {
      this.terminal.data('The admin can sign in now.');
    }
    return 0;
  }
}
