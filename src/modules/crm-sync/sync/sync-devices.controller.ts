import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentPrincipal } from '../../../flow/access/access.public.js';
import { Ticks } from '../../../flow/change-log/change-log.public.js';
import { type Device, Devices } from '../../../flow/devices/devices.public.js';
import { DeviceProgress, type Progress } from '../../../flow/pull/pull.public.js';
import type { Principal } from '../../../kernel/principal.js';
import { DeviceDto, RegisterDeviceDto, RegisteredDeviceDto } from './dto/device.dto.js';

/** Devices of the caller, or of everybody for an admin (S8, SYNC-PROTOCOL §7). */
@ApiTags('sync')
@ApiBearerAuth('bearer')
@Controller('sync/devices')
export class SyncDevicesController {
  constructor(
    private readonly devices: Devices,
    private readonly ticks: Ticks,
    private readonly progress: DeviceProgress,
  ) {}

  /** Registers a device; the id travels with its pulls and pushes. */
  @Post()
  @ApiOperation({ operationId: 'registerDevice', summary: 'Register a device' })
  @ApiCreatedResponse({ type: RegisteredDeviceDto })
  async register(
    @Body() body: RegisterDeviceDto,
    @CurrentPrincipal() principal: Principal,
  ): Promise<RegisteredDeviceDto> {
    return { deviceId: await this.devices.register(principal, body.name, body.platform) };
  }

  /** Those that may sync first, then by when they were last seen. */
  @Get()
  @ApiOperation({ operationId: 'listDevices', summary: 'List devices, and how far each has come' })
  @ApiOkResponse({
    type: [DeviceDto],
    description: 'The last seen first, those that are revoked at the end; 500 at most.',
  })
  async list(@CurrentPrincipal() principal: Principal): Promise<DeviceDto[]> {
    const devices = await this.devices.list(principal);
    const present = await this.ticks.take();
    const progress = await this.progress.find(devices, present);
    return devices.map((device) => toDeviceDto(device, progress.get(device.id) ?? NO_PROGRESS));
  }

  /** Revokes a device: its next call is 401 `DEVICE_REVOKED`. */
  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ operationId: 'revokeDevice', summary: 'Revoke a device' })
  @ApiNoContentResponse()
  revoke(
    @Param('id', new ParseUUIDPipe()) id: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<void> {
    return this.devices.revoke(id, principal);
  }
}

/** Of a device that was removed in between. */
const NO_PROGRESS: Progress = { lagMs: null, pending: null, hasMorePending: false, queued: 0 };

function toDeviceDto(device: Device, progress: Progress): DeviceDto {
  return {
    id: device.id,
    userId: device.userId,
    name: device.name,
    platform: device.platform,
    since: device.since,
    lastSeenAt: device.lastSeenAt?.toISOString() ?? null,
    createdAt: device.createdAt.toISOString(),
    revokedAt: device.revokedAt?.toISOString() ?? null,
    lagMs: progress.lagMs,
    pending: progress.pending,
    hasMorePending: progress.hasMorePending,
    queued: progress.queued,
  };
}
