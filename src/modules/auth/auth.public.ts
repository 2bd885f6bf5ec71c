export { requireGoodPassword } from './passwords/own-password.js';
export { PageTokens } from './sessions/page-tokens.js';
export { type NewStaffAccount, StaffAccounts } from './users/staff-accounts.js';
