import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { ACCESS_METADATA, attachPrincipal } from '../../flow/access/access.public.js';
import { AppError } from '../../kernel/app-error.js';
import type { Role } from '../../kernel/principal.js';
import { Authenticator } from './authenticator.js';
import { bearerToken } from './bearer-token.js';

/**
 * The one door of the API (X4): closed unless a route says `@Public()`. Costs no query for a session that
 * was asked for in the last 2 s, and no signature for a token that was seen before.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.note(ACCESS_METADATA.isPublic, context) === true) {
      return true;
    }
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { principal, purpose } = await this.authenticator.authenticate(bearerToken(request));
    if (
      purpose === 'password-change' &&
      this.note(ACCESS_METADATA.isOpenDuringPasswordChange, context) !== true
    ) {
      throw new AppError(
        'PASSWORD_CHANGE_REQUIRED',
        'Change the password first: POST /api/auth/change-password.',
      );
    }
    const roles = this.note(ACCESS_METADATA.roles, context) as readonly Role[] | undefined;
    if (roles !== undefined && !roles.includes(principal.role)) {
      throw new AppError('FORBIDDEN', 'This needs another role.');
    }
    attachPrincipal(request, principal);
    return true;
  }

  /** The route's word goes before its controller's. */
  private note(key: string, context: ExecutionContext): unknown {
    return this.reflector.getAllAndOverride<unknown>(key, [context.getHandler(), context.getClass()]);
  }
}
