import {
  createParamDecorator,
  type CustomDecorator,
  type ExecutionContext,
  SetMetadata,
} from '@nestjs/common';
import type { Principal, Role } from '../../kernel/principal.js';
import { principalOf } from './request-principal.js';

/** Metadata keys that the access guard reads. Only it and these decorators know them. */
export const ACCESS_METADATA = {
  isPublic: 'access:is-public',
  roles: 'access:roles',
  isOpenDuringPasswordChange: 'access:is-open-during-password-change',
} as const;

/** Opens a route, or all of a controller, to callers without a token. Everything else is closed (X4). */
export function Public(): CustomDecorator {
  return SetMetadata(ACCESS_METADATA.isPublic, true);
}

/** Restricts a route, or a controller, to these roles; others get `FORBIDDEN`. A route's list replaces its controller's. */
export function Roles(...roles: readonly Role[]): CustomDecorator {
  return SetMetadata(ACCESS_METADATA.roles, roles);
}

/**
 * Leaves a route open to a caller who must change the password first. For the few routes without data:
 * such a token was yielded by a national id or a one-time code (FAULTS I8).
 */
export function DuringPasswordChange(): CustomDecorator {
  return SetMetadata(ACCESS_METADATA.isOpenDuringPasswordChange, true);
}

/** The {@link Principal} of the request. Throws on a `@Public()` route: there is none. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  return principalOf(context.switchToHttp().getRequest<object>());
});
