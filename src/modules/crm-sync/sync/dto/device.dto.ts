import { ApiProperty } from '@nestjs/swagger';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { IsStorableText } from '../../../../kernel/storable-text.validator.js';

export class RegisterDeviceDto {
  @ApiProperty({ example: "Anna's phone", maxLength: 100 })
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  @IsStorableText()
  readonly name!: string;

  @ApiProperty({ example: 'android', maxLength: 40 })
  @IsString()
  @IsNotEmpty()
  @MaxLength(40)
  @IsStorableText()
  readonly platform!: string;
}

export class RegisteredDeviceDto {
  @ApiProperty({ format: 'uuid' })
  readonly deviceId!: string;
}

export class DeviceDto {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;

  @ApiProperty()
  readonly userId!: string;

  @ApiProperty({ example: "Anna's phone" })
  readonly name!: string;

  @ApiProperty({ example: 'android' })
  readonly platform!: string;

  @ApiProperty({
    type: 'integer',
    format: 'int64',
    nullable: true,
    description: 'Everything up to this cursor has arrived.',
  })
  readonly since!: number | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly lastSeenAt!: string | null;

  @ApiProperty({ format: 'date-time' })
  readonly createdAt!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly revokedAt!: string | null;

  @ApiProperty({
    type: 'integer',
    format: 'int64',
    nullable: true,
    description:
      'How far its cursor is behind the newest one, in milliseconds. Null: it never pulled changes, or is revoked.',
  })
  readonly lagMs!: number | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    minimum: 0,
    description:
      'Records that others changed and it has not pulled. Null: it never pulled changes, is revoked, or has to read everything again.',
  })
  readonly pending!: number | null;

  @ApiProperty({
    description:
      'There may be more: of the change log no more is read than 1,000 entries a device, and 100,000 a call.',
  })
  readonly hasMorePending!: boolean;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'Its pushed changes that wait for their records.',
  })
  readonly queued!: number;
}
