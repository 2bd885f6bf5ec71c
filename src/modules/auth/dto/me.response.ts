import { ApiProperty } from '@nestjs/swagger';
import type { Role } from '../../../kernel/principal.js';
import type { Plain } from '../../../flow/record-list/record-list.public.js';
import type { Account } from '../credentials.repository.js';
import { ROLES, roleNamed } from '../role-names.js';

/** `GET /api/auth/me`: who is signed in. */
export class MeResponse {
  @ApiProperty({ example: '0b9f6f0e-3c1a-4a53-9d0e-5d2f7c1f4f10' })
  readonly id!: string;

  @ApiProperty({ example: 'Ana Example' })
  readonly name!: string;

  @ApiProperty({ type: String, nullable: true, example: 'ana@example.com' })
  readonly email!: string | null;

  @ApiProperty({ type: String, nullable: true, example: null, description: "A subscriber's code." })
  readonly code!: string | null;

  @ApiProperty({ enum: ROLES, example: 'agent' })
  readonly role!: Role;

  @ApiProperty({ example: false })
  readonly mustChangePassword!: boolean;
}

/** `mustChangePassword` is the session's, not the account's: it says what this token opens. */
export function toMeResponse(account: Account, mustChangePassword: boolean): Plain<MeResponse> {
  const { userId: id, name, email, code } = account;
  return { id, name, email, code, role: roleNamed(account.role), mustChangePassword };
}
