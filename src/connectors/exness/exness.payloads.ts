import { z } from 'zod';

/** A number, or the text of one: fractions arrive as text, so that they stay exact. */
const amount = z.union([z.string(), z.number()]);
const text = z.string().nullish();
const numberOrText = z.union([z.string().trim().min(1).max(64), z.int().nonnegative()]);

/** One row of `GET /reports/clients/` (V1): a trading account (UPSTREAM-APIS §4.1). */
const accountPayload = z.looseObject({
  id: numberOrText.nullish(),
  partner_account: numberOrText.nullish(),
  partner_account_name: text,
  client_uid: z.string(),
  country: text,
  client_country: text,
  currency: text,
  reg_date: text,
  volume_lots: amount.nullish(),
  volume_mln_usd: amount.nullish(),
  trade_fn: text,
  reward: amount.nullish(),
  reward_usd: amount.nullish(),
  comment: text,
  client_account: numberOrText,
  client_account_type: text,
});

/** One row of `GET /v2/reports/clients/` (V2): a client. The sums beside it are ours to make, and not read. */
const detailsPayload = z.looseObject({
  client_uid: z.string(),
  client_status: text,
  kyc_passed: z.boolean().nullish(),
  ftd_received: z.boolean().nullish(),
  ftt_made: z.boolean().nullish(),
  rebate_amount_usd: amount.nullish(),
  reg_date: text,
});

/** Keys of V2 that we know and leave out: sums over accounts, and balances in which 1 stands for "nothing". */
const UNREAD_DETAILS = new Set([
  'partner_account',
  'client_country',
  'country',
  'client_contact_sharing_status',
  'last_partner_contact_sharing_dt',
  'volume_lots',
  'volume_mln_usd',
  'reward_usd',
  'trade_fn',
  'comment',
  'client_balance',
  'client_equity',
  'deposit_amount',
  'ftd_amount',
]);

/**
 * What the connector makes of the two reports, and what the quarantine keeps of a client that failed:
 * - `client`: the accounts that V1 lists under one id, and V2's row where it is certain which one it is;
 * - `without-account`: a client that only V2 lists. `accountsWereListed` tells whether V1 had any rows at all;
 * - `ambiguous`: a row of V2 whose first 8 characters belong to another one, too (E19).
 */
export const clientPayload = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('client'),
    client_uid: z.string(),
    accounts: z.array(accountPayload).min(1),
    details: detailsPayload.nullable(),
  }),
  z.object({
    kind: z.literal('without-account'),
    accountsWereListed: z.boolean(),
    details: detailsPayload,
  }),
  z.object({ kind: z.literal('ambiguous'), details: detailsPayload }),
]);

export type AccountPayload = z.infer<typeof accountPayload>;
export type DetailsPayload = z.infer<typeof detailsPayload>;
export type ClientPayload = z.infer<typeof clientPayload>;

/** The keys of V1's rows that our schema does not know, each once. */
export function unknownAccountKeys(accounts: readonly AccountPayload[]): string[] {
  return [...new Set(accounts.flatMap((row) => strangers(row, accountPayload.shape, 'accounts[].')))];
}

/** The keys of V2's row that our schema does not know. */
export function unknownDetailsKeys(details: DetailsPayload): string[] {
  return strangers(details, detailsPayload.shape, 'details.').filter(
    (key) => !UNREAD_DETAILS.has(key.slice('details.'.length)),
  );
}

function strangers(value: object, shape: object, prefix: string): string[] {
  return Object.keys(value)
    .filter((key) => !Object.hasOwn(shape, key))
    .map((key) => prefix + (/^[\w.-]{1,60}$/.test(key) ? key : '(unprintable key)'));
}
