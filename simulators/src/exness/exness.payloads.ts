/** What `client_status` can be (UPSTREAM-APIS §4.1). */
export const EXNESS_CLIENT_STATUSES = ['ACTIVE', 'INACTIVE', 'LEFT', 'CHANGING'] as const;

export type ExnessClientStatus = (typeof EXNESS_CLIENT_STATUSES)[number];

/** One element of `GET /reports/clients/` (V1): a trading account. A client with three accounts has three of them. */
export interface ExnessV1Row {
  readonly id: number;
  /** 19 digits: more than a JavaScript number holds. */
  readonly partner_account: string;
  readonly partner_account_name: string;
  /** Only the first 8 hexadecimal characters of V2's UUID, so two clients may share it. */
  readonly client_uid: string;
  readonly country: string;
  readonly currency: string;
  /** `YYYY-MM-DD`, as `trade_fn`. */
  readonly reg_date: string;
  /** A JSON number, whole or not; a string behind the knob `volumesAsStrings`. */
  readonly volume_lots: number;
  readonly volume_mln_usd: number;
  /** The first trade. */
  readonly trade_fn: string | null;
  /** A decimal as a string, as `reward_usd`. */
  readonly reward: string;
  readonly reward_usd: string;
  readonly comment: string | null;
  readonly client_account: string;
  readonly client_account_type: string;
}

/** One element of `GET /v2/reports/clients/` (V2): a client, with the sums over the accounts. */
export interface ExnessV2Row {
  readonly client_uid: string;
  readonly partner_account: string;
  readonly client_country: string;
  readonly reg_date: string;
  readonly client_status: ExnessClientStatus;
  readonly client_contact_sharing_status: string;
  readonly last_partner_contact_sharing_dt: string | null;
  readonly kyc_passed: boolean;
  readonly ftd_received: boolean;
  readonly ftt_made: boolean;
  readonly volume_lots: number;
  readonly volume_mln_usd: number;
  readonly reward_usd: string;
  readonly rebate_amount_usd: number;
  readonly trade_fn: string | null;
  readonly comment: string | null;
}
