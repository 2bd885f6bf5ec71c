import type { SyncedEntity } from '../../../flow/synced-entity/synced-entity.public.js';

/**
 * Accounts and subscribers (SYNC-PROTOCOL §2): no secret is a field. Clients write none of them; an admin
 * edits them over REST. An import fills and later updates `name`, `email`, `address` and `zone` only (W5);
 * what it sets once and then never touches is `local`.
 */
export const usersSync: SyncedEntity = {
  table: 'users',
  singular: 'user',
  number: 1,
  isImported: true,
  access: { admin: 'all', agent: 'scoped', subscriber: 'scoped' },
  accessField: 'role',
  clientsMay: { create: false, update: false, delete: false },
  fields: {
    name: { type: 'string', writtenBy: 'both', isOptional: false, isIndexed: true, lengthMax: 300 },
    email: { type: 'string', writtenBy: 'both', isOptional: true, isIndexed: true, lengthMax: 320 },
    phone: { type: 'string', writtenBy: 'local', isOptional: true, lengthMax: 100 },
    address: { type: 'string', writtenBy: 'both', isOptional: true, lengthMax: 2000 },
    zone: { type: 'string', writtenBy: 'both', isOptional: true, lengthMax: 300 },
    code: { type: 'string', writtenBy: 'local', isOptional: true, isIndexed: true, lengthMax: 100 },
    idNumber: { type: 'string', writtenBy: 'local', isOptional: true, lengthMax: 100 },
    idWispro: { type: 'string', writtenBy: 'source', isOptional: true, lengthMax: 100 },
    planId: { type: 'string', writtenBy: 'local', isOptional: true, lengthMax: 100 },
    status: { type: 'boolean', writtenBy: 'local', isOptional: false, hasDefault: true },
    role: { type: 'integer', writtenBy: 'local', isOptional: false, hasDefault: true, min: 0, max: 2 },
    createdAt: { type: 'instant', writtenBy: 'server', isOptional: false, hasDefault: true },
    updatedAt: { type: 'instant', writtenBy: 'server', isOptional: false, hasDefault: true },
  },
};
