import type { SyncedEntity } from '../../flow/synced-entity/synced-entity.public.js';

/** What a client can be, as the table's CHECK has it. `UNKNOWN` until the list of clients has told (C3). */
export const CLIENT_STATUSES = ['ACTIVE', 'INACTIVE', 'LEFT', 'CHANGING', 'UNKNOWN'] as const;

export type ClientStatus = (typeof CLIENT_STATUSES)[number];

/**
 * Clients of the affiliate partner (C2, S7). The figures are the vendor's alone; people may correct the country, which
 * is an override, and keep notes that no import knows. Nobody creates or deletes a client here.
 */
export const clientSync: SyncedEntity = {
  table: 'clients',
  singular: 'client',
  number: 5,
  isImported: true,
  access: { admin: 'all', agent: 'all', subscriber: 'none' },
  clientsMay: { create: false, update: true, delete: false },
  fields: {
    externalId: { type: 'string', writtenBy: 'source', isOptional: true, isIndexed: true },
    clientUid: { type: 'string', writtenBy: 'source', isOptional: true, isIndexed: true },
    partnerAccount: { type: 'string', writtenBy: 'source', isOptional: true },
    country: { type: 'string', writtenBy: 'both', isOptional: true, isIndexed: true, lengthMax: 100 },
    registeredOn: { type: 'string', writtenBy: 'source', isOptional: true, isIndexed: true },
    status: {
      type: 'string',
      writtenBy: 'source',
      isOptional: false,
      isIndexed: true,
      hasDefault: true,
      values: CLIENT_STATUSES,
    },
    kycPassed: { type: 'boolean', writtenBy: 'source', isOptional: true },
    ftdReceived: { type: 'boolean', writtenBy: 'source', isOptional: true },
    fttMade: { type: 'boolean', writtenBy: 'source', isOptional: true },
    volumeLots: { type: 'decimal', writtenBy: 'source', isOptional: false, hasDefault: true, scale: 8 },
    volumeMlnUsd: { type: 'decimal', writtenBy: 'source', isOptional: false, hasDefault: true, scale: 8 },
    rewardUsd: { type: 'decimal', writtenBy: 'source', isOptional: false, hasDefault: true, scale: 8 },
    rebateAmountUsd: { type: 'decimal', writtenBy: 'source', isOptional: true, scale: 8 },
    notes: { type: 'string', writtenBy: 'local', isOptional: true, lengthMax: 10_000 },
    createdAt: { type: 'instant', writtenBy: 'server', isOptional: false, hasDefault: true },
    updatedAt: { type: 'instant', writtenBy: 'server', isOptional: false, hasDefault: true },
  },
};
