export {
  ACCESS_METADATA,
  CurrentPrincipal,
  DuringPasswordChange,
  Public,
  Roles,
} from './access.decorators.js';
export { LivePrincipals } from './live-principals.js';
export { attachPrincipal, principalOf } from './request-principal.js';
