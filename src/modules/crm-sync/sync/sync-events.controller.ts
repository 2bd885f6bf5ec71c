import { Readable } from 'node:stream';
import { Controller, Get, Res, StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal, LivePrincipals } from '../../../flow/access/access.public.js';
import { ChangePokes } from '../../../flow/pull/pull.public.js';
import type { Principal } from '../../../kernel/principal.js';

const HEARTBEAT_MS = 20_000;
/** A logout or a disabled account ends the stream within this time (FAULTS I2). */
const LIVENESS_MS = 3_000;
/** A client that reads nothing must not pile up pokes: it loses the connection and pulls. */
const UNREAD_BYTES_MAX = 16_384;

/** Tells clients that something changed, so that they need not ask (SYNC-PROTOCOL §4). */
@ApiTags('sync')
@ApiBearerAuth('bearer')
@Controller('sync')
export class SyncEventsController {
  constructor(
    private readonly pokes: ChangePokes,
    private readonly livePrincipals: LivePrincipals,
  ) {}

  /** Server-sent events `change` with `{"timestamp": N}`, and a heartbeat every 20 s. */
  @Get('events')
  @ApiOperation({ operationId: 'syncEvents', summary: 'Pokes when something changed' })
  @ApiOkResponse({ content: { 'text/event-stream': { schema: { type: 'string' } } } })
  events(
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): StreamableFile {
    void reply.header('X-Accel-Buffering', 'no');
    const stream = new Readable({ read: () => undefined });
    const say = (text: string): void => {
      if (stream.readableLength > UNREAD_BYTES_MAX) {
        stream.destroy();
      } else {
        stream.push(text);
      }
    };
    say('retry: 5000\n: here\n\n');
    const stopListening = this.pokes.listen((timestamp) => {
      say(`event: change\ndata: {"timestamp":${timestamp}}\n\n`);
    });
    const heartbeat = setInterval(() => {
      say(': alive\n\n');
    }, HEARTBEAT_MS);
    const liveness = setInterval(() => void this.endWhenGone(principal, stream), LIVENESS_MS);
    stream.once('close', () => {
      stopListening();
      clearInterval(heartbeat);
      clearInterval(liveness);
    });
    reply.raw.once('close', () => stream.destroy());
    return new StreamableFile(stream, { type: 'text/event-stream' });
  }

  private async endWhenGone(principal: Principal, stream: Readable): Promise<void> {
    const present = await this.livePrincipals.find(principal).catch(() => principal);
    if (present?.role !== principal.role) {
      stream.push(null);
    }
  }
}
