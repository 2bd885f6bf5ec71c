import { Column, Entity } from 'typeorm';
import { ImportedRecord } from '../../flow/record-list/record-list.public.js';
import type { ClientStatus } from './client.sync.js';

/** One client, for reading: ingest and the record editor write. Decimals are text: they never pass through a float (C2). */
@Entity('clients')
export class Client extends ImportedRecord {
  @Column('text', { name: 'client_uid', nullable: true })
  readonly clientUid!: string | null;

  @Column('text', { name: 'partner_account', nullable: true })
  readonly partnerAccount!: string | null;

  @Column('text', { nullable: true })
  readonly country!: string | null;

  /** A day, `YYYY-MM-DD`. */
  @Column('text', { name: 'registered_on', nullable: true })
  readonly registeredOn!: string | null;

  @Column('text')
  readonly status!: ClientStatus;

  @Column('boolean', { name: 'kyc_passed', nullable: true })
  readonly kycPassed!: boolean | null;

  @Column('boolean', { name: 'ftd_received', nullable: true })
  readonly ftdReceived!: boolean | null;

  @Column('boolean', { name: 'ftt_made', nullable: true })
  readonly fttMade!: boolean | null;

  @Column('numeric', { name: 'volume_lots', precision: 20, scale: 8 })
  readonly volumeLots!: string;

  @Column('numeric', { name: 'volume_mln_usd', precision: 20, scale: 8 })
  readonly volumeMlnUsd!: string;

  @Column('numeric', { name: 'reward_usd', precision: 20, scale: 8 })
  readonly rewardUsd!: string;

  @Column('numeric', { name: 'rebate_amount_usd', precision: 20, scale: 8, nullable: true })
  readonly rebateAmountUsd!: string | null;

  @Column('text', { nullable: true })
  readonly notes!: string | null;
}
