import type { z } from 'zod';
import type {
  ChildRecord,
  FieldValue,
  MappedPayload,
  SourceRecord,
} from '../../flow/external-source/external-source.public.js';
import {
  type AccountPayload,
  clientPayload,
  type DetailsPayload,
  unknownAccountKeys,
  unknownDetailsKeys,
} from './exness.payloads.js';
import { clientUuid, formatDecimal, parseDay, parseDecimal, shortUid, shortUidOf } from './exness.values.js';

type Fields = Record<string, FieldValue>;

/** `client_status` of V2 (UPSTREAM-APIS §4.1). */
const STATUSES: readonly string[] = ['ACTIVE', 'INACTIVE', 'LEFT', 'CHANGING'];
const NO_ACCOUNTS = { volumeLots: 0n, volumeMlnUsd: 0n, rewardUsd: 0n };

/** A reason to quarantine the record, in a sentence that names the field and shows no value. */
class Refusal extends Error {}

/**
 * One client with its accounts in our shape. Pure. What V2 did not tell is left out and not "unknown", so that a missing
 * answer never takes a status back (C3). Rejected when an amount or a day makes no sense: a sum over accounts without one
 * of them would be a wrong number. A client without an account is only for a row that is stored already.
 */
export function mapClient(payload: unknown): MappedPayload {
  const parsed = clientPayload.safeParse(payload);
  if (!parsed.success) {
    return { kind: 'rejected', externalId: idOf(payload), reason: describe(parsed.error) };
  }
  const given = parsed.data;
  try {
    switch (given.kind) {
      case 'client':
        return mapWithAccounts(uidOf(given.client_uid), given.accounts, given.details);
      case 'without-account':
        return mapWithoutAccount(uuidOf(given.details), given.details, given.accountsWereListed);
      case 'ambiguous':
        return { kind: 'skipped', externalId: uuidOf(given.details), reason: 'ambiguous-uid' };
    }
  } catch (error) {
    if (error instanceof Refusal) {
      return { kind: 'rejected', externalId: idOf(payload), reason: error.message };
    }
    throw error;
  }
}

function mapWithAccounts(
  externalId: string,
  accounts: readonly AccountPayload[],
  details: DetailsPayload | null,
): MappedPayload {
  const inOrder = [...accounts].sort((a, b) => compare(String(a.client_account), String(b.client_account)));
  const children = inOrder.map(toAccount);
  const days = children.map(({ fields }) => fields.registeredOn).filter((day) => typeof day === 'string');
  const registeredOn = days.sort()[0] ?? null;
  const known = details === null ? null : detailsFields(details);
  const record: SourceRecord = {
    externalId,
    fields: {
      partnerAccount: firstOf(children, 'partnerAccount'),
      country: firstOf(children, 'country'),
      ...totalsOf(inOrder),
      // V2 knows when the client registered; V1 only when the accounts were opened.
      ...(known === null ? {} : { ...known, registeredOn: known.registeredOn ?? registeredOn }),
    },
    ...(known === null ? { initialFields: { registeredOn } } : {}),
    children: { client_accounts: children },
  };
  const drift = details === null ? [] : [...unknownDetailsKeys(details), ...unknownStatus(details)];
  return { kind: 'record', record, unknownKeys: [...unknownAccountKeys(accounts), ...drift] };
}

/** Its accounts are none when V1 lists others; when V1 is empty nothing is known of them (E20). */
function mapWithoutAccount(
  uuid: string,
  details: DetailsPayload,
  accountsWereListed: boolean,
): MappedPayload {
  const { registeredOn, ...known } = detailsFields(details);
  const totals = accountsWereListed ? formattedTotals(NO_ACCOUNTS) : {};
  const fields = { ...known, ...(registeredOn === null ? {} : { registeredOn }), ...totals };
  return {
    kind: 'record',
    record: { externalId: shortUidOf(uuid), fields, skippedUnlessStored: 'no-account' },
    unknownKeys: [...unknownDetailsKeys(details), ...unknownStatus(details)],
  };
}

function detailsFields(details: DetailsPayload): Fields {
  const status = statusOf(details);
  return {
    clientUid: uuidOf(details),
    ...(status === null || !STATUSES.includes(status) ? {} : { status }),
    ...whenGiven('kycPassed', details.kyc_passed),
    ...whenGiven('ftdReceived', details.ftd_received),
    ...whenGiven('fttMade', details.ftt_made),
    ...(details.rebate_amount_usd == null
      ? {}
      : { rebateAmountUsd: amountText(details.rebate_amount_usd, 'rebate_amount_usd') }),
    registeredOn: dayOf(details.reg_date, 'reg_date'),
  };
}

function toAccount(row: AccountPayload): ChildRecord {
  const accountNumber = String(row.client_account).trim();
  return {
    key: accountNumber,
    fields: {
      accountNumber,
      accountType: orNull(row.client_account_type),
      partnerAccount: row.partner_account == null ? null : String(row.partner_account),
      country: orNull(row.country ?? row.client_country),
      currency: orNull(row.currency),
      registeredOn: dayOf(row.reg_date, 'reg_date'),
      firstTradeOn: dayOf(row.trade_fn, 'trade_fn'),
      volumeLots: amountText(row.volume_lots, 'volume_lots'),
      volumeMlnUsd: amountText(row.volume_mln_usd, 'volume_mln_usd'),
      reward: amountText(row.reward, 'reward'),
      rewardUsd: amountText(row.reward_usd, 'reward_usd'),
      // The quarantine keeps a payload without it: then what is stored stays.
      ...(row.comment !== undefined && { comment: orNull(row.comment) }),
    },
  };
}

/** Summed before anything is rounded (C2). */
function totalsOf(accounts: readonly AccountPayload[]): Fields {
  const sum = (field: 'volume_lots' | 'volume_mln_usd' | 'reward_usd'): bigint =>
    accounts.reduce((total, row) => total + amountOf(row[field], field), 0n);
  return formattedTotals({
    volumeLots: sum('volume_lots'),
    volumeMlnUsd: sum('volume_mln_usd'),
    rewardUsd: sum('reward_usd'),
  });
}

function formattedTotals(totals: Readonly<Record<string, bigint>>): Fields {
  return Object.fromEntries(
    Object.entries(totals).map(([name, amount]) => [name, storedText(amount, name)] as const),
  );
}

function amountText(given: string | number | null | undefined, field: string): string {
  return storedText(amountOf(given, field), field);
}

function amountOf(given: string | number | null | undefined, field: string): bigint {
  const amount = parseDecimal(given);
  if (amount === null) {
    throw new Refusal(`${field}: not a decimal`);
  }
  return amount;
}

function storedText(amount: bigint, field: string): string {
  const text = formatDecimal(amount);
  if (text === null) {
    throw new Refusal(`${field}: larger than can be stored`);
  }
  return text;
}

function dayOf(given: string | null | undefined, field: string): string | null {
  if (given == null || given === '') {
    return null;
  }
  const day = parseDay(given);
  if (day === null) {
    throw new Refusal(`${field}: not a day of the form YYYY-MM-DD`);
  }
  return day;
}

function uidOf(given: string): string {
  const uid = shortUid(given);
  if (uid === null) {
    throw new Refusal('client_uid: not 8 hexadecimal characters');
  }
  return uid;
}

function uuidOf(details: DetailsPayload): string {
  const uuid = clientUuid(details.client_uid);
  if (uuid === null) {
    throw new Refusal('details.client_uid: not a UUID');
  }
  return uuid;
}

function statusOf(details: DetailsPayload): string | null {
  const status = (details.client_status ?? '').trim().toUpperCase();
  return status === '' ? null : status;
}

/** A word that we do not know is reported and changes nothing: the status that is stored stays. */
function unknownStatus(details: DetailsPayload): string[] {
  const status = statusOf(details);
  return status === null || STATUSES.includes(status)
    ? []
    : ['details.client_status: a word that is not known'];
}

function whenGiven(name: string, value: boolean | null | undefined): Fields {
  return value == null ? {} : { [name]: value };
}

function orNull(text: string | null | undefined): string | null {
  return text == null || text === '' ? null : text;
}

function firstOf(accounts: readonly ChildRecord[], field: string): FieldValue {
  return accounts.map(({ fields }) => fields[field] ?? null).find((value) => value !== null) ?? null;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** The id of a payload that failed, when it has one worth showing. */
function idOf(payload: unknown): string | null {
  if (typeof payload !== 'object' || payload === null) {
    return null;
  }
  return shortUid(Reflect.get(payload, 'client_uid'));
}

function describe(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.') || 'record'}: ${issue.message}`)
    .join('; ');
}
