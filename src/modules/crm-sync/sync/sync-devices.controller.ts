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
import { type Device, Devices } from '../../../flow/devices/devices.public.js';
import type { Principal } from '../../../kernel/principal.js';
import { DeviceDto, RegisterDeviceDto, RegisteredDeviceDto } from './dto/device.dto.js';

/** Devices of the caller, or of everybody for an admin (S8, SYNC-PROTOCOL §7). */
@ApiTags('sync')
@ApiBearerAuth('bearer')
@Controller('sync/devices')
export class SyncDevicesController {
  constructor(private readonly devices: Devices) {}

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

  /** Newest first. */
  @Get()
  @ApiOperation({ operationId: 'listDevices', summary: 'List devices' })
  @ApiOkResponse({ type: [DeviceDto] })
  async list(@CurrentPrincipal() principal: Principal): Promise<DeviceDto[]> {
    return (await this.devices.list(principal)).map(toDeviceDto);
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

function toDeviceDto(device: Device): DeviceDto {
  return {
    id: device.id,
    userId: device.userId,
    name: device.name,
    platform: device.platform,
    since: device.since,
    lastSeenAt: device.lastSeenAt?.toISOString() ?? null,
    createdAt: device.createdAt.toISOString(),
    revokedAt: device.revokedAt?.toISOString() ?? null,
  };
}
