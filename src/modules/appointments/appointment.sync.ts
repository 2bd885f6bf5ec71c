import type { SyncedEntity } from '../../flow/synced-entity/synced-entity.public.js';

/** The vendor's numbers for what became of a lesson, as the table's CHECK has them (A8). */
export const ATTENDANCES = [-1, 0, 1, 2] as const;

export type Attendance = (typeof ATTENDANCES)[number];

/**
 * Lessons (A5, S7). `externalId` is the vendor's appointmentId. People may say who came, and comment; such an edit is
 * an override, and is delivered where write-back is on. Time, teacher and service are the location's alone. Nobody
 * creates or deletes a lesson here: an appointment that the vendor does not know would be nobody's.
 */
export const appointmentSync: SyncedEntity = {
  table: 'appointments',
  singular: 'appointment',
  number: 7,
  isImported: true,
  access: { admin: 'all', agent: 'all', subscriber: 'none' },
  clientsMay: { create: false, update: true, delete: false },
  fields: {
    externalId: { type: 'string', writtenBy: 'source', isOptional: true, isIndexed: true },
    leadId: { type: 'string', writtenBy: 'source', isOptional: false, isIndexed: true },
    leadName: { type: 'string', writtenBy: 'source', isOptional: true },
    teacherId: { type: 'string', writtenBy: 'source', isOptional: false, isIndexed: true },
    teacherName: { type: 'string', writtenBy: 'source', isOptional: true },
    serviceId: { type: 'string', writtenBy: 'source', isOptional: false },
    serviceName: { type: 'string', writtenBy: 'source', isOptional: true },
    startDateTime: { type: 'instant', writtenBy: 'source', isOptional: false, isIndexed: true },
    endDateTime: { type: 'instant', writtenBy: 'source', isOptional: false },
    attendance: {
      type: 'integer',
      writtenBy: 'both',
      isOptional: false,
      hasDefault: true,
      isIndexed: true,
      min: -1,
      max: 2,
    },
    comment: { type: 'string', writtenBy: 'both', isOptional: true },
    isTrial: { type: 'boolean', writtenBy: 'source', isOptional: false, hasDefault: true },
    isDeleted: { type: 'boolean', writtenBy: 'source', isOptional: false, hasDefault: true },
    sourceChangedAt: { type: 'instant', writtenBy: 'source', isOptional: true },
    createdAt: { type: 'instant', writtenBy: 'server', isOptional: false, hasDefault: true },
    updatedAt: { type: 'instant', writtenBy: 'server', isOptional: false, hasDefault: true },
  },
};
