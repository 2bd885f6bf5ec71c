import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One trading account, for reading. It has no relation to its client's class: the key is in the migration. */
@Entity('client_accounts')
export class ClientAccount {
  @PrimaryColumn('text')
  readonly id!: string;

  @Column('text', { name: 'client_id' })
  readonly clientId!: string;

  @Column('text', { name: 'account_number' })
  readonly accountNumber!: string;

  @Column('text', { name: 'account_type', nullable: true })
  readonly accountType!: string | null;

  @Column('text', { name: 'partner_account', nullable: true })
  readonly partnerAccount!: string | null;

  @Column('text', { nullable: true })
  readonly country!: string | null;

  @Column('text', { nullable: true })
  readonly currency!: string | null;

  @Column('text', { name: 'registered_on', nullable: true })
  readonly registeredOn!: string | null;

  @Column('text', { name: 'first_trade_on', nullable: true })
  readonly firstTradeOn!: string | null;

  @Column('numeric', { name: 'volume_lots', precision: 20, scale: 8 })
  readonly volumeLots!: string;

  @Column('numeric', { name: 'volume_mln_usd', precision: 20, scale: 8 })
  readonly volumeMlnUsd!: string;

  @Column('numeric', { precision: 20, scale: 8 })
  readonly reward!: string;

  @Column('numeric', { name: 'reward_usd', precision: 20, scale: 8 })
  readonly rewardUsd!: string;

  @Column('text', { nullable: true })
  readonly comment!: string | null;

  /** Since when its client's import has not had it; null while it has. */
  @Column('timestamptz', { name: 'missing_since', nullable: true })
  readonly missingSince!: Date | null;
}
