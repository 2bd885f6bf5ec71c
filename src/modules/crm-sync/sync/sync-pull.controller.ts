import type { IncomingHttpHeaders } from 'node:http';
import { Controller, Get, Header, Headers, Query, Res, StreamableFile } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal } from '../../../flow/access/access.public.js';
import { Devices } from '../../../flow/devices/devices.public.js';
import {
  IncrementalPull,
  InitialPages,
  InitialStream,
  PullContract,
} from '../../../flow/pull/pull.public.js';
import type { Principal } from '../../../kernel/principal.js';
import { acceptsGzip, compressStream, compressText } from './compression.js';
import { deviceIdOf } from './device-of-request.js';
import { ContractDto, PullAnswer, TableChanges } from './dto/sync-answer.dto.js';
import { IncrementalQuery, PullQuery } from './dto/sync-query.dto.js';
import { readLimit, readMigration, readSince, readTables } from './pull-query.js';

const NDJSON = 'application/x-ndjson';
const JSON_TYPE = 'application/json; charset=utf-8';

/** What clients read: the contract, everything, and what changed (S1, S2). */
@ApiTags('sync')
@ApiBearerAuth('bearer')
@ApiExtraModels(PullAnswer, TableChanges)
@Controller('sync')
export class SyncPullController {
  constructor(
    private readonly contract: PullContract,
    private readonly initialPages: InitialPages,
    private readonly initialStream: InitialStream,
    private readonly incrementalPull: IncrementalPull,
    private readonly devices: Devices,
  ) {}

  /** The tables and columns that the caller syncs, parents before children. */
  @Get('schema')
  @ApiOperation({ operationId: 'syncSchema', summary: 'The wire contract as data' })
  @ApiOkResponse({ type: ContractDto })
  schema(@CurrentPrincipal() principal: Principal): Promise<ContractDto> {
    return this.contract.read(principal);
  }

  /** Everything the caller may see, in pages or, with `Accept: application/x-ndjson`, in one stream. */
  @Get('initial')
  @ApiOperation({
    operationId: 'syncInitial',
    summary: 'Everything the caller may see, from one consistent point',
    description:
      'Pages of JSON, or with `Accept: application/x-ndjson` one stream: a head line with the timestamp and the counts, ' +
      'a line `{"t":"contacts","r":{…}}` a row, and an end line `{"end":true,"rows":N}`. A stream without its end line was cut.',
  })
  @ApiOkResponse({
    content: {
      'application/json': { schema: { $ref: getSchemaPath(PullAnswer) } },
      'application/x-ndjson': { schema: { type: 'string' } },
    },
  })
  @ApiHeader({ name: 'X-Device-Id', required: false, schema: { type: 'string', format: 'uuid' } })
  async initial(
    @Query() query: PullQuery,
    @Headers() headers: IncomingHttpHeaders,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile | string | Buffer> {
    const { accept, 'accept-encoding': acceptEncoding } = headers;
    await this.admit(query.deviceId, headers['x-device-id']?.toString(), principal, null);
    const tables = readTables(query.tables);
    void reply.header('Vary', 'Authorization, Accept, Accept-Encoding');
    if (accept?.includes(NDJSON) === true) {
      const stream = await this.initialStream.open(tables, principal);
      const isCompressed = acceptsGzip(acceptEncoding);
      if (isCompressed) {
        void reply.header('Content-Encoding', 'gzip');
      }
      return new StreamableFile(isCompressed ? compressStream(stream) : stream, { type: NDJSON });
    }
    const text = await this.initialPages.read(
      { tables, limit: readLimit(query.limit), page: query.page ?? null },
      principal,
    );
    return send(reply, text, acceptEncoding);
  }

  /** Only what changed since the caller's cursor, deletions included. */
  @Get('incremental')
  @ApiOperation({ operationId: 'syncIncremental', summary: 'What changed since a cursor' })
  @ApiOkResponse({ type: PullAnswer })
  @ApiHeader({ name: 'X-Device-Id', required: false, schema: { type: 'string', format: 'uuid' } })
  @Header('Cache-Control', 'no-store')
  async incremental(
    @Query() query: IncrementalQuery,
    @Headers('accept-encoding') acceptEncoding: string | undefined,
    @Headers('x-device-id') deviceHeader: string | undefined,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | Buffer> {
    const since = readSince(query.since ?? query.lastPulledAt);
    const deviceId = await this.admit(query.deviceId, deviceHeader, principal, since);
    const text = await this.incrementalPull.read(
      {
        since,
        tables: readTables(query.tables),
        limit: readLimit(query.limit),
        page: query.page ?? null,
        deviceId,
        migration: readMigration(query.migration),
      },
      principal,
    );
    return send(reply, text, acceptEncoding);
  }

  private async admit(
    named: string | undefined,
    header: string | undefined,
    principal: Principal,
    since: number | Date | null,
  ): Promise<string | null> {
    const deviceId = deviceIdOf(named, header);
    if (deviceId !== null) {
      await this.devices.admit(deviceId, principal);
      this.devices.noteSeen(deviceId, typeof since === 'number' ? since : null);
    }
    return deviceId;
  }
}

async function send(
  reply: FastifyReply,
  text: string,
  acceptEncoding: string | undefined,
): Promise<string | Buffer> {
  void reply.header('Content-Type', JSON_TYPE).header('Vary', 'Authorization, Accept-Encoding');
  const compressed = acceptsGzip(acceptEncoding) ? await compressText(text) : null;
  if (compressed === null) {
    return text;
  }
  void reply.header('Content-Encoding', 'gzip');
  return compressed;
}
