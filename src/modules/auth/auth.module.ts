import { Global, Inject, Module, Optional, type OnModuleInit } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ENVIRONMENT } from '../../config/config.module.js';
import type { Environment } from '../../config/environment.js';
import { LivePrincipals } from '../../flow/access/access.public.js';
import { ChangeLogModule } from '../../flow/change-log/change-log.module.js';
import { PayloadSeal } from '../../flow/external-source/external-source.public.js';
import { SyncedEntities } from '../../flow/synced-entity/synced-entity.public.js';
import { AccessGuard } from './access.guard.js';
import { AuthController } from './auth.controller.js';
import { AuthJanitor } from './auth.janitor.js';
import { Authenticator } from './authenticator.js';
import { CredentialsRepository } from './credentials.repository.js';
import { FirstAdmin } from './first-admin.js';
import { LoginThrottle } from './login-throttle.js';
import { LoginService } from './login.service.js';
import { MeService } from './me.service.js';
import { OwnPassword } from './passwords/own-password.js';
import { PasswordChangeService } from './passwords/password-change.service.js';
import { PasswordHashes } from './passwords/password-hashes.js';
import { PasswordProofs } from './passwords/password-proof.js';
import { AccessTokens } from './sessions/access-tokens.js';
import { loadJwtSecret } from './sessions/jwt-secret.js';
import { PageTokens } from './sessions/page-tokens.js';
import { RefreshTokens } from './sessions/refresh-tokens.js';
import { SessionIssuer } from './sessions/session-issuer.js';
import { SessionStates } from './sessions/session-states.js';
import { SessionTurnover } from './sessions/session-turnover.js';
import { SessionService } from './sessions/session.service.js';
import { SessionsRepository } from './sessions/sessions.repository.js';
import { StaffAccounts } from './users/staff-accounts.js';
import { UserCreation } from './users/user-creation.js';
import { UserEntity } from './users/user.entity.js';
import { UserHistory } from './users/user-history.js';
import { UsersController } from './users/users.controller.js';
import { UsersRepository } from './users/users.repository.js';
import { UsersService } from './users/users.service.js';
import { usersSync } from './users/users.sync.js';

const SESSIONS = [
  AccessTokens,
  PageTokens,
  RefreshTokens,
  SessionIssuer,
  SessionService,
  SessionStates,
  SessionTurnover,
  SessionsRepository,
];
const PASSWORDS = [
  CredentialsRepository,
  LoginThrottle,
  OwnPassword,
  PasswordChangeService,
  PasswordHashes,
  PasswordProofs,
];
const USERS = [StaffAccounts, UserCreation, UserHistory, UsersRepository, UsersService];

/** Accounts and access: importing it closes the whole application (X4). Global for {@link LivePrincipals}. */
@Global()
@Module({
  imports: [
    ChangeLogModule,
    TypeOrmModule.forFeature([UserEntity]),
    JwtModule.registerAsync({
      inject: [ENVIRONMENT],
      useFactory: async (environment: Environment) => ({ secret: await loadJwtSecret(environment) }),
    }),
  ],
  controllers: [AuthController, UsersController],
  providers: [
    ...SESSIONS,
    ...PASSWORDS,
    ...USERS,
    LoginService,
    MeService,
    FirstAdmin,
    AuthJanitor,
    Authenticator,
    AccessGuard,
    { provide: LivePrincipals, useExisting: Authenticator },
    { provide: APP_GUARD, useExisting: AccessGuard },
  ],
  exports: [AccessGuard, LivePrincipals, PageTokens, StaffAccounts],
})
export class AuthModule implements OnModuleInit {
  constructor(
    private readonly entities: SyncedEntities,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
    @Optional() private readonly seal?: PayloadSeal,
  ) {}

  async onModuleInit(): Promise<void> {
    this.entities.register(usersSync);
    this.seal?.useSecret(await loadJwtSecret(this.environment));
  }
}
