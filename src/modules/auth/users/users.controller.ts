import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  Res,
} from '@nestjs/common';
import { ApiBearerAuth, ApiExtraModels, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal, Roles } from '../../../flow/access/access.public.js';
import {
  AcceptsIfMatch,
  CreatedRecordRoute,
  HistoryEntryResponse,
  ListQuery,
  ListRoute,
  OverrideResponse,
  type Plain,
  type RecordAnswer,
  recordPage,
  type RecordPage,
  RecordRoute,
} from '../../../flow/record-list/record-list.public.js';
import type { Principal } from '../../../kernel/principal.js';
import { CreateUserRequest } from './dto/create-user.request.js';
import { EditUserRequest } from './dto/edit-user.request.js';
import { OneTimeCodeResponse } from './dto/one-time-code.response.js';
import { UserListQuery } from './dto/user-list.query.js';
import {
  toUserDetailResponse,
  toUserResponse,
  UserDetailResponse,
  userEtag,
  UserResponse,
} from './dto/user.response.js';
import type { UserEntity } from './user.entity.js';
import { UserCreation } from './user-creation.js';
import { UserHistory } from './user-history.js';
import { UsersRepository } from './users.repository.js';
import { UsersService } from './users.service.js';

type UserAnswer = RecordAnswer<Plain<UserDetailResponse>>;

/** Accounts and subscribers over REST (DESIGN §8). */
@ApiTags('users')
@ApiBearerAuth('bearer')
@ApiExtraModels(OverrideResponse)
@Roles('admin')
@Controller('users')
export class UsersController {
  constructor(
    private readonly repository: UsersRepository,
    private readonly users: UsersService,
    private readonly creation: UserCreation,
    private readonly changes: UserHistory,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List, filter, search and sort accounts and subscribers' })
  @ListRoute(UserResponse)
  async list(@Query() query: UserListQuery): Promise<RecordPage<Plain<UserResponse>>> {
    const [users, total] = await this.repository.list(query);
    return recordPage(users.map(toUserResponse), total, query);
  }

  @Get(':id')
  @Roles('admin', 'agent', 'subscriber')
  @ApiOperation({ summary: 'One account: any for an admin, the own one for everybody' })
  @RecordRoute(UserDetailResponse)
  async get(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<UserAnswer> {
    return toAnswer(await this.users.get(id, principal), principal);
  }

  @Post()
  @ApiOperation({ summary: 'Create an agent or an admin' })
  @CreatedRecordRoute(UserDetailResponse)
  async create(
    @Body() request: CreateUserRequest,
    @CurrentPrincipal() principal: Principal,
  ): Promise<UserAnswer> {
    const user = await this.creation.create(request, principal);
    return { ...toAnswer(user, principal), location: `/api/users/${user.id}` };
  }

  @Patch(':id')
  @ApiOperation({
    summary: 'Edit an account: who it is, what it may, whether it may sign in, a new password',
  })
  @RecordRoute(UserDetailResponse)
  @AcceptsIfMatch()
  async edit(
    @Param('id') id: string,
    @Body() request: EditUserRequest,
    @Headers('If-Match') ifMatch: string | undefined,
    @CurrentPrincipal() principal: Principal,
  ): Promise<UserAnswer> {
    return toAnswer(await this.users.edit(id, request, ifMatch, principal), principal);
  }

  @Delete(':id/overrides/:field')
  @ApiOperation({ summary: "Release an override: the source's value shows at once" })
  @RecordRoute(UserDetailResponse)
  async release(
    @Param('id') id: string,
    @Param('field') field: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<UserAnswer> {
    return toAnswer(await this.users.releaseOverride(id, field, principal), principal);
  }

  @Get(':id/history')
  @ApiOperation({ summary: 'What changed the account, newest first' })
  @ListRoute(HistoryEntryResponse)
  history(
    @Param('id') id: string,
    @Query() query: ListQuery,
  ): Promise<RecordPage<Plain<HistoryEntryResponse>>> {
    return this.changes.list(id, query);
  }

  @Post(':id/one-time-code')
  @HttpCode(200)
  @ApiOperation({ summary: 'Issue a code that signs the owner in once, to choose a password' })
  @ApiOkResponse({ type: OneTimeCodeResponse })
  async issueOneTimeCode(
    @Param('id') id: string,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Plain<OneTimeCodeResponse>> {
    const { code, expiresAt } = await this.users.issueOneTimeCode(id, principal);
    reply.header('Cache-Control', 'no-store');
    return { code, expiresAt: expiresAt.toISOString() };
  }
}

function toAnswer(user: UserEntity, { role }: Principal): UserAnswer {
  return { body: toUserDetailResponse(user, role === 'admin'), etag: userEtag(user) };
}
