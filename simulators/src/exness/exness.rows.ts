import { addDecimals, addMoney } from './decimals.js';
import type { ExnessV1Row, ExnessV2Row } from './exness.payloads.js';

/** 19 digits. */
export const PARTNER_ACCOUNT = '1100000000000000001';

type SummedField = 'volume_lots' | 'volume_mln_usd' | 'reward_usd' | 'trade_fn';

/** A client as the vendor stores it; what both reports say of it is made from this and its accounts. */
export interface ClientRow extends Omit<
  ExnessV2Row,
  'client_uid' | 'partner_account' | 'last_partner_contact_sharing_dt' | SummedField
> {
  /** 36 characters. */
  readonly uuid: string;
  /** False for the few that V1 shows and V2 does not (UPSTREAM-APIS §4.2). */
  readonly isInV2: boolean;
}

/** A trading account as the vendor stores it. */
export interface AccountRow extends Omit<
  ExnessV1Row,
  'client_uid' | 'country' | 'partner_account' | 'partner_account_name'
> {
  /** Whose it is now. */
  readonly uuid: string;
}

/** The rows of one world at one instant. */
export interface ExnessTables {
  /** By UUID. */
  readonly clients: Map<string, ClientRow>;
  /** By account number. */
  readonly accounts: Map<string, AccountRow>;
}

/** V1's client id: the first segment of the UUID. */
export function shortUidOf(uuid: string): string {
  return uuid.slice(0, 8);
}

/** The account as V1 shows it. Pure. */
export function toV1Row(account: AccountRow, tables: ExnessTables): ExnessV1Row {
  return {
    id: account.id,
    partner_account: PARTNER_ACCOUNT,
    partner_account_name: 'partner',
    client_uid: shortUidOf(account.uuid),
    country: tables.clients.get(account.uuid)?.client_country ?? 'TH',
    currency: account.currency,
    reg_date: account.reg_date,
    volume_lots: account.volume_lots,
    volume_mln_usd: account.volume_mln_usd,
    trade_fn: account.trade_fn,
    reward: account.reward,
    reward_usd: account.reward_usd,
    comment: account.comment,
    client_account: account.client_account,
    client_account_type: account.client_account_type,
  };
}

/** The client as V2 shows it; `accounts` are its own. Pure. */
export function toV2Row(client: ClientRow, accounts: readonly AccountRow[]): ExnessV2Row {
  const trades = accounts.flatMap(({ trade_fn: tradeFn }) => (tradeFn === null ? [] : [tradeFn])).sort();
  return {
    client_uid: client.uuid,
    partner_account: PARTNER_ACCOUNT,
    client_country: client.client_country,
    reg_date: client.reg_date,
    client_status: client.client_status,
    client_contact_sharing_status: client.client_contact_sharing_status,
    last_partner_contact_sharing_dt: null,
    kyc_passed: client.kyc_passed,
    ftd_received: client.ftd_received,
    ftt_made: client.ftt_made,
    volume_lots: addDecimals(accounts.map((account) => account.volume_lots)),
    volume_mln_usd: addDecimals(accounts.map((account) => account.volume_mln_usd)),
    reward_usd: addMoney(accounts.map((account) => account.reward_usd)),
    rebate_amount_usd: client.rebate_amount_usd,
    trade_fn: trades[0] ?? null,
    comment: client.comment,
  };
}
