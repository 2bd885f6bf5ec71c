import type { SyncedEntity } from '../../flow/synced-entity/synced-entity.public.js';

/**
 * Trading accounts (C2). They come with their client's import, compared by number, so nobody else writes them. One that
 * is no longer listed stays; one that is listed with another client moves there (C3).
 */
export const clientAccountSync: SyncedEntity = {
  table: 'client_accounts',
  singular: 'client_account',
  number: 6,
  isImported: false,
  keepsVanished: true,
  access: { admin: 'all', agent: 'all', subscriber: 'none' },
  clientsMay: { create: false, update: false, delete: false },
  fields: {
    clientId: {
      type: 'string',
      writtenBy: 'source',
      isOptional: false,
      isIndexed: true,
      references: 'clients',
    },
    accountNumber: { type: 'string', writtenBy: 'source', isOptional: false, isIndexed: true },
    accountType: { type: 'string', writtenBy: 'source', isOptional: true },
    partnerAccount: { type: 'string', writtenBy: 'source', isOptional: true },
    country: { type: 'string', writtenBy: 'source', isOptional: true },
    currency: { type: 'string', writtenBy: 'source', isOptional: true },
    registeredOn: { type: 'string', writtenBy: 'source', isOptional: true },
    firstTradeOn: { type: 'string', writtenBy: 'source', isOptional: true },
    volumeLots: { type: 'decimal', writtenBy: 'source', isOptional: false, hasDefault: true, scale: 8 },
    volumeMlnUsd: { type: 'decimal', writtenBy: 'source', isOptional: false, hasDefault: true, scale: 8 },
    reward: { type: 'decimal', writtenBy: 'source', isOptional: false, hasDefault: true, scale: 8 },
    rewardUsd: { type: 'decimal', writtenBy: 'source', isOptional: false, hasDefault: true, scale: 8 },
    comment: { type: 'string', writtenBy: 'source', isOptional: true },
  },
};
