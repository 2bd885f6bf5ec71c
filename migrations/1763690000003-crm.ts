import type { MigrationInterface, QueryRunner } from 'typeorm';
import { trackTable } from './track-table.js';

/** Contacts, deals and tasks (S5): made by people, on phones and in the panel. */
export class Crm1763690000003 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(TABLES);
    await trackTable(queryRunner, 'contacts', 2, {
      name: 'name',
      phone: 'phone',
      email: 'email',
      company: 'company',
      position: 'position',
      notes: 'notes',
      status: 'status',
      assignedToUserId: 'assigned_to_user_id',
      createdAt: 'created_at',
      updatedAt: 'updated_at',
    });
    await trackTable(queryRunner, 'deals', 3, {
      title: 'title',
      contactId: 'contact_id',
      amount: 'amount',
      currency: 'currency',
      stage: 'stage',
      description: 'description',
      assignedToUserId: 'assigned_to_user_id',
      createdAt: 'created_at',
      updatedAt: 'updated_at',
    });
    await trackTable(queryRunner, 'tasks', 4, {
      title: 'title',
      description: 'description',
      relatedEntityType: 'related_entity_type',
      relatedEntityId: 'related_entity_id',
      dueDate: 'due_date',
      status: 'status',
      assignedToUserId: 'assigned_to_user_id',
      createdAt: 'created_at',
      updatedAt: 'updated_at',
    });
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE tasks, deals, contacts`);
  }
}

// Room in each page: an edit stays in it and touches no index.
// The indexes of references leave out the rows without one: most rows have none, and each entry costs every write.
const TABLES = `
  CREATE TABLE contacts (
    id                  text           PRIMARY KEY COLLATE "C" DEFAULT gen_random_uuid()::text
                                       CHECK (length(id) BETWEEN 1 AND 36),
    name                text           NOT NULL,
    phone               text,
    email               text,
    company             text,
    position            text,
    notes               text,
    status              text           NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive')),
    assigned_to_user_id text           COLLATE "C" REFERENCES users ON DELETE SET NULL,
    created_at          timestamptz(3) NOT NULL DEFAULT now(),
    updated_at          timestamptz(3) NOT NULL DEFAULT now(),
    scope               text[]         GENERATED ALWAYS AS (
      ARRAY[coalesce('user:' || assigned_to_user_id, 'unassigned')]) STORED
  ) WITH (fillfactor = 90);
  CREATE INDEX contacts_assigned ON contacts (assigned_to_user_id) WHERE assigned_to_user_id IS NOT NULL;

  CREATE TABLE deals (
    id                  text           PRIMARY KEY COLLATE "C" DEFAULT gen_random_uuid()::text
                                       CHECK (length(id) BETWEEN 1 AND 36),
    title               text           NOT NULL,
    -- a deal outlives its contact
    contact_id          text           COLLATE "C" REFERENCES contacts ON DELETE SET NULL,
    amount              numeric(14, 2),
    currency            text           CHECK (length(currency) = 3),
    -- both vocabularies that the earlier CRM used
    stage               text           NOT NULL DEFAULT 'new' CHECK (stage IN (
      'new', 'negotiation', 'won', 'lost', 'created', 'assigned', 'in_progress', 'completed', 'cancelled')),
    description         text,
    assigned_to_user_id text           COLLATE "C" REFERENCES users ON DELETE SET NULL,
    created_at          timestamptz(3) NOT NULL DEFAULT now(),
    updated_at          timestamptz(3) NOT NULL DEFAULT now(),
    scope               text[]         GENERATED ALWAYS AS (
      ARRAY[coalesce('user:' || assigned_to_user_id, 'unassigned')]) STORED
  ) WITH (fillfactor = 90);
  CREATE INDEX deals_contact ON deals (contact_id) WHERE contact_id IS NOT NULL;
  CREATE INDEX deals_assigned ON deals (assigned_to_user_id) WHERE assigned_to_user_id IS NOT NULL;

  CREATE TABLE tasks (
    id                  text           PRIMARY KEY COLLATE "C" DEFAULT gen_random_uuid()::text
                                       CHECK (length(id) BETWEEN 1 AND 36),
    title               text           NOT NULL,
    description         text,
    related_entity_type text           CHECK (related_entity_type IN ('contact', 'deal')),
    -- no foreign key: it points to one table or the other, and a task outlives both
    related_entity_id   text           COLLATE "C",
    due_date            timestamptz(3),
    status              text           NOT NULL DEFAULT 'pending'
                                       CHECK (status IN ('pending', 'in_progress', 'completed', 'cancelled')),
    assigned_to_user_id text           COLLATE "C" REFERENCES users ON DELETE SET NULL,
    created_at          timestamptz(3) NOT NULL DEFAULT now(),
    updated_at          timestamptz(3) NOT NULL DEFAULT now(),
    scope               text[]         GENERATED ALWAYS AS (
      ARRAY[coalesce('user:' || assigned_to_user_id, 'unassigned')]) STORED
  ) WITH (fillfactor = 90);
  CREATE INDEX tasks_related ON tasks (related_entity_id) WHERE related_entity_id IS NOT NULL;
  CREATE INDEX tasks_assigned ON tasks (assigned_to_user_id) WHERE assigned_to_user_id IS NOT NULL;
`;
