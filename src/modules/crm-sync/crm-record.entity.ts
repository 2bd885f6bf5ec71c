import { Column, PrimaryColumn } from 'typeorm';

/** The columns that contacts, deals and tasks share, for reading: only the record editor and pushes write them. */
export abstract class CrmRecord {
  @PrimaryColumn('text')
  readonly id!: string;

  @Column('text', { name: 'assigned_to_user_id', nullable: true })
  readonly assignedToUserId!: string | null;

  @Column('timestamptz', { name: 'created_at' })
  readonly createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at' })
  readonly updatedAt!: Date;
}
