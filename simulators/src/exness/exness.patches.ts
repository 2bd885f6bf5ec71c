import { ControlError } from '../core/vendor.js';
import { EXNESS_CLIENT_STATUSES } from './exness.payloads.js';
import type { AccountRow, ClientRow } from './exness.rows.js';

/** New values of a client, in the vendor's own words. `isInV2: false` hides it from V2. */
export type ExnessClientPatch = { readonly [Field in Exclude<keyof ClientRow, 'uuid'>]?: ClientRow[Field] };

/** New values of an account, in the vendor's own words. */
export type ExnessAccountPatch = {
  readonly [Field in Exclude<keyof AccountRow, 'uuid' | 'id' | 'client_account'>]?: AccountRow[Field];
};

type Kind = 'text' | 'text or null' | 'number' | 'boolean' | 'date' | 'date or null' | 'amount';

const CLIENT_FIELDS: Readonly<Record<keyof ExnessClientPatch, Kind>> = {
  isInV2: 'boolean',
  client_country: 'text',
  reg_date: 'date',
  client_status: 'text',
  client_contact_sharing_status: 'text',
  kyc_passed: 'boolean',
  ftd_received: 'boolean',
  ftt_made: 'boolean',
  rebate_amount_usd: 'number',
  comment: 'text or null',
};

const ACCOUNT_FIELDS: Readonly<Record<keyof ExnessAccountPatch, Kind>> = {
  currency: 'text',
  reg_date: 'date',
  volume_lots: 'number',
  volume_mln_usd: 'number',
  trade_fn: 'date or null',
  reward: 'amount',
  reward_usd: 'amount',
  comment: 'text or null',
  client_account_type: 'text',
};

/** Throws a ControlError for a value that the vendor could not store; such belong into `mutateRecords` of a fault. */
export function checkClientPatch(patch: ExnessClientPatch): void {
  checkFields(patch, CLIENT_FIELDS);
  const { client_status: status } = patch;
  if (status !== undefined && !EXNESS_CLIENT_STATUSES.includes(status)) {
    throw new ControlError(`client_status must be one of ${EXNESS_CLIENT_STATUSES.join(', ')}.`);
  }
}

/** As checkClientPatch, for an account. */
export function checkAccountPatch(patch: ExnessAccountPatch): void {
  checkFields(patch, ACCOUNT_FIELDS);
}

function checkFields(patch: object, fields: Readonly<Record<string, Kind>>): void {
  for (const [field, value] of Object.entries(patch) as [string, unknown][]) {
    const kind = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (kind === undefined) {
      throw new ControlError(`patch.${field} is not a field that can be changed.`);
    }
    if (!fits(value, kind)) {
      throw new ControlError(`patch.${field} must be a ${kind}.`);
    }
  }
}

function fits(value: unknown, kind: Kind): boolean {
  if (kind === 'text or null' || kind === 'date or null') {
    return value === null || fits(value, kind === 'text or null' ? 'text' : 'date');
  }
  if (kind === 'number' || kind === 'boolean') {
    return typeof value === kind;
  }
  const pattern = { text: /^/u, date: /^\d{4}-\d{2}-\d{2}$/u, amount: /^-?\d+\.\d{2}$/u }[kind];
  return typeof value === 'string' && pattern.test(value);
}
