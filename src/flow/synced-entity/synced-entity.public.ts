export {
  columnOf,
  isClientWritable,
  type ConflictPolicy,
  type FieldType,
  type FieldWriter,
  type SyncedEntity,
  type SyncedField,
  type TableAccess,
} from './synced-entity.js';
export { SyncedEntities } from './synced-entities.js';
export { visibleScope, type VisibleScope } from './visibility.js';
