import { Body, Controller, Header, Headers, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal } from '../../../flow/access/access.public.js';
import { Devices } from '../../../flow/devices/devices.public.js';
import { PushService, readBody } from '../../../flow/push/push.public.js';
import type { Principal } from '../../../kernel/principal.js';
import { deviceIdOf } from './device-of-request.js';
import { PushAnswerDto } from './dto/sync-push.dto.js';
import { PushAnswerText } from './push-answer-text.js';

const WATERMELON_EXAMPLE = {
  pushId: '4b2f7c7e-3f0a-4f0e-9a55-0d6c7d1f2a10',
  deviceId: '8d1f1f0a-51a0-4a53-9f5b-6f2b8a1c9e77',
  lastPulledAt: 1763690000123,
  changes: {
    contacts: {
      created: [],
      updated: [{ id: '5f0c2a1e9b3d4c7f', _status: 'updated', _changed: 'phone', phone: '+79990000001' }],
      deleted: [],
    },
  },
};

const LIST_EXAMPLE = {
  deviceId: '8d1f1f0a-51a0-4a53-9f5b-6f2b8a1c9e77',
  lastPulledAt: 1763690000123,
  changes: [
    {
      changeId: '0a8f2c55-93d4-4f0b-8f43-35f3b8a0c001',
      entityType: 'contact',
      entityId: '5f0c2a1e9b3d4c7f',
      operation: 'UPDATE',
      payload: { phone: '+79990000001' },
    },
  ],
};

/** What clients send: the offline queue of a device (S3). */
@ApiTags('sync')
@ApiBearerAuth('bearer')
@Controller('sync')
export class SyncPushController {
  constructor(
    private readonly push: PushService,
    private readonly devices: Devices,
  ) {}

  /** Applies a device's changes. Idempotent: the same push again gets the same answer. */
  @Post('outgoing')
  @HttpCode(200)
  @Header('Content-Type', 'application/json; charset=utf-8')
  @ApiOperation({
    operationId: 'syncOutgoing',
    summary: "Apply a device's changes",
    description:
      "WatermelonDB's form, or a list of changes. At most 1000 changes or 2 MiB a call. `If-Conflict: abort` refuses " +
      'the whole push with 409 when somebody else changed the same fields.',
  })
  @ApiBody({
    schema: {
      type: 'object',
      required: ['changes'],
      properties: { changes: {} },
      additionalProperties: true,
    },
    examples: {
      watermelondb: { summary: 'WatermelonDB', value: WATERMELON_EXAMPLE },
      list: { summary: 'A list of changes', value: LIST_EXAMPLE },
    },
  })
  @ApiHeader({ name: 'If-Conflict', required: false, schema: { type: 'string', enum: ['abort'] } })
  @ApiHeader({ name: 'X-Device-Id', required: false, schema: { type: 'string', format: 'uuid' } })
  @ApiOkResponse({ type: PushAnswerDto })
  async outgoing(
    @Body() body: unknown,
    @Headers('x-device-id') deviceHeader: string | undefined,
    @Headers('if-conflict') ifConflict: string | undefined,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Buffer> {
    const sent = readBody(body);
    const deviceId = deviceIdOf(sent.deviceId, deviceHeader);
    if (deviceId !== null) {
      await this.devices.admit(deviceId, principal);
      this.devices.noteSeen(deviceId, null);
    }
    const abortOnConflict = ifConflict?.trim().toLowerCase() === 'abort';
    const text = new PushAnswerText();
    const answer = await this.push.push({ ...sent, deviceId }, principal, {
      abortOnConflict,
      whileSaving: (results) => {
        text.prepare(results);
      },
    });
    return text.of(answer);
  }
}
