import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { ListQuery } from '../../../../flow/record-list/record-list.public.js';
import { ROLE_TEXTS, ROLES, roleNumber, type RoleText } from '../../role-names.js';

/** By what the list can be sorted; each is a field of the answer. */
export const USER_SORTS = ['name', 'email', 'code', 'status', 'role', 'createdAt', 'updatedAt'] as const;

/** `GET /api/users`. */
export class UserListQuery extends ListQuery {
  @ApiPropertyOptional({ enum: USER_SORTS, default: 'createdAt' })
  @IsIn(USER_SORTS)
  readonly sort: (typeof USER_SORTS)[number] = 'createdAt';

  @ApiPropertyOptional({
    enum: [...ROLES, '0', '1', '2'],
    description: 'By name, or by number as on the sync wire.',
  })
  @IsOptional()
  @IsIn(ROLE_TEXTS)
  readonly role?: RoleText;

  @ApiPropertyOptional({
    enum: ['true', 'false'],
    description: 'Only accounts that may, or may not, sign in.',
  })
  @IsOptional()
  @IsIn(['true', 'false'])
  readonly status?: 'true' | 'false';

  /** Null: all roles. */
  get roleNumber(): number | null {
    return this.role === undefined ? null : roleNumber(this.role);
  }
}
