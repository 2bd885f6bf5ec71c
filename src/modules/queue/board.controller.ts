import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, Roles } from '../../flow/access/access.public.js';
import type { Principal } from '../../kernel/principal.js';
import { BoardSessions } from './board-sessions.js';

/** The way into the board of the job queue, which is a page and no API. */
@ApiTags('jobs')
@ApiBearerAuth()
@Roles('admin')
@Controller('jobs')
export class BoardController {
  constructor(private readonly sessions: BoardSessions) {}

  @Post('board-session')
  @HttpCode(204)
  @ApiOperation({ summary: "Lets this browser open the queue's board at /api/jobs/board for 15 minutes" })
  @ApiNoContentResponse({
    description: 'A cookie for the board and for nothing else; it ends with the session of the access token.',
    headers: { 'Set-Cookie': { schema: { type: 'string' } } },
  })
  @ApiNotFoundResponse({ description: 'NOT_FOUND: jobs are not kept in Redis here' })
  open(
    @CurrentPrincipal() principal: Principal,
    @Req() { protocol }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): void {
    reply.header('Set-Cookie', this.sessions.open(principal, protocol === 'https'));
  }
}
