import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { ENVIRONMENT } from '../../config/config.module.js';
import type { Environment } from '../../config/environment.js';
import { passwordProblem } from './passwords/password-rules.js';
import { PasswordHashes } from './passwords/password-hashes.js';
import { StaffAccounts } from './users/staff-accounts.js';

/**
 * Makes the first admin when the application starts (DESIGN §8). Never touches an account that exists: a
 * changed ADMIN_PASSWORD is not a way in. Throws, naming the variable, when the password may not be used.
 */
@Injectable()
export class FirstAdmin implements OnApplicationBootstrap {
  private readonly log = new Logger(FirstAdmin.name);

  constructor(
    private readonly staff: StaffAccounts,
    private readonly hashes: PasswordHashes,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.hashes.prepare();
    const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = this.environment;
    if (email === undefined || password === undefined) {
      return;
    }
    const problem = passwordProblem(password, { name: '', email, phone: null, code: null, idNumber: null });
    if (problem !== null) {
      throw new Error(`ADMIN_PASSWORD ${problem}`);
    }
    const id = await this.staff.createUnlessThere({ email, password, name: 'Administrator', role: 'admin' });
    if (id !== null) {
      this.log.log({ msg: 'first admin created', userId: id });
    }
  }
}
