import { Injectable } from '@nestjs/common';
import type { Plain } from '../../flow/record-list/record-list.public.js';
import { AppError } from '../../kernel/app-error.js';
import type { Principal } from '../../kernel/principal.js';
import { Authenticator } from './authenticator.js';
import { CredentialsRepository } from './credentials.repository.js';
import { type MeResponse, toMeResponse } from './dto/me.response.js';

/** Tells people who they are here. */
@Injectable()
export class MeService {
  constructor(
    private readonly credentials: CredentialsRepository,
    private readonly authenticator: Authenticator,
  ) {}

  /** Throws `SESSION_REVOKED` when the account went away since the guard looked. */
  async read(principal: Principal): Promise<Plain<MeResponse>> {
    const account = await this.credentials.find(principal.userId);
    if (account === null) {
      throw new AppError('SESSION_REVOKED', 'The session has ended. Sign in again.');
    }
    const opensData = (await this.authenticator.find(principal)) !== null;
    return toMeResponse(account, !opensData);
  }
}
