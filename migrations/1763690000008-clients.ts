import type { MigrationInterface, QueryRunner } from 'typeorm';
import { trackTable } from './track-table.js';

/** Clients of an affiliate partner with their trading accounts, and when a source last listed a record (C2, C3). */
export class Clients1763690000008 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(LAST_SEEN);
    await queryRunner.query(CLIENTS);
    await queryRunner.query(CLIENT_ACCOUNTS);
    await trackTable(queryRunner, 'clients', 5, {
      externalId: 'external_id',
      clientUid: 'client_uid',
      partnerAccount: 'partner_account',
      country: 'country',
      registeredOn: 'registered_on',
      status: 'status',
      kycPassed: 'kyc_passed',
      ftdReceived: 'ftd_received',
      fttMade: 'ftt_made',
      volumeLots: 'volume_lots',
      volumeMlnUsd: 'volume_mln_usd',
      rewardUsd: 'reward_usd',
      rebateAmountUsd: 'rebate_amount_usd',
      notes: 'notes',
      createdAt: 'created_at',
      updatedAt: 'updated_at',
    });
    await trackTable(queryRunner, 'client_accounts', 6, {
      clientId: 'client_id',
      accountNumber: 'account_number',
      accountType: 'account_type',
      partnerAccount: 'partner_account',
      country: 'country',
      currency: 'currency',
      registeredOn: 'registered_on',
      firstTradeOn: 'first_trade_on',
      volumeLots: 'volume_lots',
      volumeMlnUsd: 'volume_mln_usd',
      reward: 'reward',
      rewardUsd: 'reward_usd',
      comment: 'comment',
    });
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE client_accounts, clients`);
    await queryRunner.query(`ALTER TABLE source_position DROP COLUMN listed_at`);
    await queryRunner.query(`DROP TABLE source_absence`);
  }
}

const LAST_SEEN = `
  -- When an entity's last believed listing ended. A record that is not absent was seen then, so that a run in which
  -- nothing changes writes one row here and none of the records'.
  ALTER TABLE source_position ADD COLUMN listed_at timestamptz(3);

  -- The stored records that it did not have.
  CREATE TABLE source_absence (
    source_key   text           NOT NULL,
    entity       text           NOT NULL,
    external_id  text           NOT NULL,
    last_seen_at timestamptz(3) NOT NULL,
    PRIMARY KEY (source_key, entity, external_id)
  );
`;

const CLIENTS = `
  CREATE TABLE clients (
    id                text           PRIMARY KEY COLLATE "C" DEFAULT gen_random_uuid()::text
                                     CHECK (length(id) BETWEEN 1 AND 36),
    -- the first 8 hex digits of the vendor's id: all that the list of accounts tells
    external_id       text           UNIQUE,
    -- the vendor's whole id, where the list of clients tells it without doubt
    client_uid        text,
    partner_account   text,
    country           text,
    -- a day of the vendor's, not an instant: YYYY-MM-DD
    registered_on     text           CHECK (registered_on ~ '^\\d{4}-\\d\\d-\\d\\d$'),
    status            text           NOT NULL DEFAULT 'UNKNOWN'
                                     CHECK (status IN ('ACTIVE', 'INACTIVE', 'LEFT', 'CHANGING', 'UNKNOWN')),
    kyc_passed        boolean,
    ftd_received      boolean,
    ftt_made          boolean,
    volume_lots       numeric(20, 8) NOT NULL DEFAULT 0,
    volume_mln_usd    numeric(20, 8) NOT NULL DEFAULT 0,
    reward_usd        numeric(20, 8) NOT NULL DEFAULT 0,
    rebate_amount_usd numeric(20, 8),
    notes             text,
    created_at        timestamptz(3) NOT NULL DEFAULT now(),
    updated_at        timestamptz(3) NOT NULL DEFAULT now(),
    overrides         jsonb          NOT NULL DEFAULT '{}',
    upstream          jsonb,
    missing_since     timestamptz(3),
    scope             text[]         GENERATED ALWAYS AS (ARRAY['staff']) STORED
  ) WITH (fillfactor = 90);
  CREATE INDEX clients_status ON clients (status, id);
  CREATE INDEX clients_registered_on ON clients (registered_on DESC, id);
`;

const CLIENT_ACCOUNTS = `
  CREATE TABLE client_accounts (
    id              text           PRIMARY KEY COLLATE "C" DEFAULT gen_random_uuid()::text
                                   CHECK (length(id) BETWEEN 1 AND 36),
    client_id       text           NOT NULL COLLATE "C" REFERENCES clients ON DELETE CASCADE,
    -- the account's number again, as ingest knows the rows of a record
    line_key        text           NOT NULL,
    account_number  text           NOT NULL,
    account_type    text,
    partner_account text,
    country         text,
    currency        text,
    registered_on   text           CHECK (registered_on ~ '^\\d{4}-\\d\\d-\\d\\d$'),
    first_trade_on  text           CHECK (first_trade_on ~ '^\\d{4}-\\d\\d-\\d\\d$'),
    volume_lots     numeric(20, 8) NOT NULL DEFAULT 0,
    volume_mln_usd  numeric(20, 8) NOT NULL DEFAULT 0,
    -- in the account's currency
    reward          numeric(20, 8) NOT NULL DEFAULT 0,
    reward_usd      numeric(20, 8) NOT NULL DEFAULT 0,
    comment         text,
    -- an account that its client no longer has in the list stays (C3)
    missing_since   timestamptz(3),
    scope           text[]         GENERATED ALWAYS AS (ARRAY['staff']) STORED,
    UNIQUE (client_id, line_key)
  ) WITH (fillfactor = 90);
  -- finds an account that has moved to another client
  CREATE INDEX client_accounts_line_key ON client_accounts (line_key);
`;
