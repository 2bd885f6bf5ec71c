import type { SyncedEntity, SyncedField } from '../../../src/flow/synced-entity/synced-entity.public.js';

const text: SyncedField = { type: 'string', writtenBy: 'local', isOptional: true };
const stamp: SyncedField = { type: 'instant', writtenBy: 'server', isOptional: false, hasDefault: true };
const assignee: SyncedField = { ...text, references: 'users', lengthMax: 36 };

/** Descriptions of the CRM tables for tests of the flow, which must not know the modules. */
export const CONTACTS: SyncedEntity = {
  table: 'contacts',
  singular: 'contact',
  number: 2,
  access: { admin: 'all', agent: 'scoped', subscriber: 'none' },
  clientsMay: { create: true, update: true, delete: true },
  isImported: false,
  fields: {
    name: { ...text, isOptional: false },
    phone: text,
    email: text,
    company: { ...text, onConflict: 'server-wins' },
    position: { ...text, onConflict: 'newest-wins' },
    notes: { ...text, lengthMax: 20_000 },
    status: { ...text, isOptional: false, hasDefault: true, values: ['active', 'inactive'] },
    assignedToUserId: assignee,
    createdAt: stamp,
    updatedAt: stamp,
  },
};

export const DEALS: SyncedEntity = {
  ...CONTACTS,
  table: 'deals',
  singular: 'deal',
  number: 3,
  fields: {
    title: { ...text, isOptional: false },
    contactId: { ...text, references: 'contacts', lengthMax: 36 },
    amount: { type: 'decimal', writtenBy: 'local', isOptional: true },
    currency: { ...text, lengthMax: 3 },
    stage: { ...text, isOptional: false, hasDefault: true, values: ['new', 'negotiation', 'won', 'lost'] },
    description: text,
    assignedToUserId: assignee,
    createdAt: stamp,
    updatedAt: stamp,
  },
};

export const USERS: SyncedEntity = {
  ...CONTACTS,
  table: 'users',
  singular: 'user',
  number: 1,
  access: { admin: 'all', agent: 'scoped', subscriber: 'scoped' },
  accessField: 'role',
  clientsMay: { create: false, update: false, delete: false },
  isImported: true,
  fields: {
    name: { ...text, isOptional: false, writtenBy: 'source' },
    role: { type: 'integer', writtenBy: 'source', isOptional: false },
    createdAt: stamp,
    updatedAt: stamp,
  },
};

export const PRODUCTS: SyncedEntity = {
  ...CONTACTS,
  table: 'products',
  singular: 'product',
  number: 8,
  access: { admin: 'all', agent: 'all', subscriber: 'none' },
  clientsMay: { create: false, update: true, delete: false },
  isImported: true,
  fields: {
    externalId: { ...text, writtenBy: 'source' },
    name: { ...text, isOptional: false, writtenBy: 'source' },
    price: { type: 'decimal', writtenBy: 'both', isOptional: false, min: 0 },
    stockQuantity: { type: 'integer', writtenBy: 'both', isOptional: false },
    costPrice: { type: 'decimal', writtenBy: 'local', isOptional: true },
    createdAt: stamp,
    updatedAt: stamp,
  },
};
