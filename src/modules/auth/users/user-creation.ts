import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../kernel/principal.js';
import { requireGoodPassword } from '../passwords/own-password.js';
import { roleNamed, roleNumber } from '../role-names.js';
import type { CreateUserRequest } from './dto/create-user.request.js';
import { StaffAccounts } from './staff-accounts.js';
import type { UserEntity } from './user.entity.js';
import { UsersRepository } from './users.repository.js';
import { emailTaken } from './users.service.js';

/** Makes accounts for people who work here, on an admin's word. */
@Injectable()
export class UserCreation {
  constructor(
    private readonly staff: StaffAccounts,
    private readonly users: UsersRepository,
  ) {}

  /** Throws `VALIDATION` for a password that may not be used, and `CONFLICT` for a taken e-mail address. */
  async create(request: CreateUserRequest, principal: Principal): Promise<UserEntity> {
    const { email, name, password, phone = null, mustChangePassword = false } = request;
    requireGoodPassword(password, { name, email, phone, code: null, idNumber: null }, 'password');
    const role = roleNamed(roleNumber(request.role)) === 'admin' ? 'admin' : 'agent';
    const id = await this.staff.createUnlessThere(
      { email, name, password, phone, mustChangePassword, role },
      principal.userId,
    );
    const user = id === null ? null : await this.users.find(id);
    if (user === null) {
      throw emailTaken();
    }
    return user;
  }
}
