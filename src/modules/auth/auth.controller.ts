import { Body, Controller, Get, HttpCode, Post, Req, UseInterceptors } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentPrincipal, DuringPasswordChange, Public } from '../../flow/access/access.public.js';
import type { Plain } from '../../flow/record-list/record-list.public.js';
import type { Principal } from '../../kernel/principal.js';
import { ChangePasswordRequest } from './dto/change-password.request.js';
import { LoginRequest } from './dto/login.request.js';
import { MeResponse } from './dto/me.response.js';
import { RefreshRequest } from './dto/refresh.request.js';
import { TokensResponse } from './dto/tokens.response.js';
import { loginOrigin } from './login-origin.js';
import { LoginService } from './login.service.js';
import { MeService } from './me.service.js';
import { NoStoreInterceptor } from './no-store.interceptor.js';
import { PasswordChangeService } from './passwords/password-change.service.js';
import { SessionService } from './sessions/session.service.js';

/** A public route answers 401 too: said here, because the document adds it to closed routes only. */
const REFUSED = {
  status: 401,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
} as const;

/** Signing in and out (DESIGN §7). */
@ApiTags('auth')
@UseInterceptors(NoStoreInterceptor)
@Controller('auth')
export class AuthController {
  constructor(
    private readonly logins: LoginService,
    private readonly sessions: SessionService,
    private readonly passwords: PasswordChangeService,
    private readonly me: MeService,
  ) {}

  @Post('login')
  @Public()
  @HttpCode(200)
  @ApiOperation({ summary: 'Sign in with an e-mail address or a subscriber code' })
  @ApiOkResponse({ type: TokensResponse })
  @ApiResponse({
    ...REFUSED,
    description: 'BAD_CREDENTIALS: the same for a wrong password and for no such account.',
  })
  login(
    @Body() { login, password }: LoginRequest,
    @Req() request: FastifyRequest,
  ): Promise<Plain<TokensResponse>> {
    return this.logins.login(login, password, loginOrigin(request));
  }

  @Post('refresh')
  @Public()
  @HttpCode(200)
  @ApiOperation({ summary: 'Exchange a refresh token for new tokens; each is good once' })
  @ApiOkResponse({ type: TokensResponse })
  @ApiResponse({
    ...REFUSED,
    description: 'UNAUTHENTICATED, or SESSION_REVOKED when the token came a second time.',
  })
  refresh(@Body() { refreshToken }: RefreshRequest): Promise<Plain<TokensResponse>> {
    return this.sessions.refresh(refreshToken);
  }

  @Post('logout')
  @DuringPasswordChange()
  @HttpCode(204)
  @ApiBearerAuth('bearer')
  @ApiOperation({ summary: 'End this session; other devices stay signed in' })
  @ApiNoContentResponse({ description: 'The session has ended.' })
  logout(@CurrentPrincipal() principal: Principal): Promise<void> {
    return this.sessions.logout(principal);
  }

  @Post('change-password')
  @DuringPasswordChange()
  @HttpCode(200)
  @ApiBearerAuth('bearer')
  @ApiOperation({ summary: 'Change the own password; ends all other sessions' })
  @ApiOkResponse({ type: TokensResponse, description: 'Tokens to go on with.' })
  changePassword(
    @Body() change: ChangePasswordRequest,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
  ): Promise<Plain<TokensResponse>> {
    return this.passwords.change(principal, change, loginOrigin(request));
  }

  @Get('me')
  @DuringPasswordChange()
  @ApiBearerAuth('bearer')
  @ApiOperation({ summary: 'Who is signed in' })
  @ApiOkResponse({ type: MeResponse })
  readMe(@CurrentPrincipal() principal: Principal): Promise<Plain<MeResponse>> {
    return this.me.read(principal);
  }
}
