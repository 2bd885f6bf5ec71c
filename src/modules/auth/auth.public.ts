export { requireGoodPassword } from './passwords/own-password.js';
export { type NewStaffAccount, StaffAccounts } from './users/staff-accounts.js';
