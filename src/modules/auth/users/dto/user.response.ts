import { createHash } from 'node:crypto';
import { ApiProperty, getSchemaPath } from '@nestjs/swagger';
import {
  OverrideResponse,
  overridesView,
  type Plain,
} from '../../../../flow/record-list/record-list.public.js';
import type { Role } from '../../../../kernel/principal.js';
import { ROLES, roleNamed } from '../../role-names.js';
import type { UserEntity } from '../user.entity.js';

/** What the outside may know about an account: new columns stay private until they are added here. */
export class UserResponse {
  @ApiProperty({ maxLength: 36, example: '0b9f6f0e-3c1a-4a53-9d0e-5d2f7c1f4f10' })
  readonly id!: string;

  @ApiProperty({ example: 'Ana Example' })
  readonly name!: string;

  @ApiProperty({ type: String, nullable: true, example: 'ana@example.com' })
  readonly email!: string | null;

  @ApiProperty({ type: String, nullable: true, example: '+58 212 555 0100' })
  readonly phone!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Calle 1, Casa 2' })
  readonly address!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Norte' })
  readonly zone!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: '20111222',
    description: 'National id without its prefix.',
  })
  readonly code!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'V-20111222' })
  readonly idNumber!: string | null;

  @ApiProperty({ type: String, nullable: true, example: '7f0c' })
  readonly idWispro!: string | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  readonly planId!: string | null;

  @ApiProperty({ example: true, description: 'May sign in.' })
  readonly status!: boolean;

  @ApiProperty({ enum: ROLES, example: 'subscriber' })
  readonly role!: Role;

  @ApiProperty({ format: 'date-time', example: '2026-01-31T12:00:00.000Z' })
  readonly createdAt!: string;

  @ApiProperty({ format: 'date-time', example: '2026-01-31T12:00:00.000Z' })
  readonly updatedAt!: string;
}

/** One account on its own page (D1). Lists never carry these. */
export class UserDetailResponse extends UserResponse {
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Since when the source no longer lists the subscriber.',
  })
  readonly missingSince!: string | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(OverrideResponse) },
    description: 'Fields that a person has set, by name, with what the source says of them. For admins only.',
    example: { name: { by: 'u-1', at: '2026-01-31T12:00:00.000Z', upstream: 'Ana Exemple' } },
  })
  readonly overrides!: Record<string, Plain<OverrideResponse>>;
}

/** The one way from a row to an answer. */
export function toUserResponse(user: UserEntity): Plain<UserResponse> {
  return {
    id: user.id,
    name: user.name,
    email: user.email,
    phone: user.phone,
    address: user.address,
    zone: user.zone,
    code: user.code,
    idNumber: user.idNumber,
    idWispro: user.idWispro,
    planId: user.planId,
    status: user.status,
    role: roleNamed(user.role),
    createdAt: user.createdAt.toISOString(),
    updatedAt: user.updatedAt.toISOString(),
  };
}

/** The account as its own page shows it. Who works here, and did what, is not told to a subscriber. */
export function toUserDetailResponse(user: UserEntity, isForAdmin: boolean): Plain<UserDetailResponse> {
  return {
    ...toUserResponse(user),
    missingSince: user.missingSince?.toISOString() ?? null,
    overrides: isForAdmin ? overridesView(user.overrides, user.upstream) : {},
  };
}

/** The strong ETag of a row, quotes included: changes with everything that its answer shows. */
export function userEtag(user: UserEntity): string {
  const text = JSON.stringify(toUserResponse(user));
  return `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
}
