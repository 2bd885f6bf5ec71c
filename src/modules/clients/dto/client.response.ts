import { ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { OverrideResponse, overridesView, type Plain } from '../../../flow/record-list/record-list.public.js';
import type { ClientAccount } from '../client-account.entity.js';
import type { Client } from '../client.entity.js';
import { CLIENT_STATUSES, type ClientStatus } from '../client.sync.js';

const AMOUNT = { type: String, example: '1.25000000', description: 'Decimal as text.' } as const;
const NULLABLE_TEXT = { type: String, nullable: true } as const;
const NULLABLE_DAY = { type: String, format: 'date', nullable: true, example: '2025-06-15' } as const;
const NULLABLE_INSTANT = { type: String, format: 'date-time', nullable: true } as const;
const NULLABLE_FLAG = { type: Boolean, nullable: true } as const;

/** What the outside may know about one trading account. */
export class ClientAccountResponse {
  @ApiProperty({ example: '0b6e3f9e-5c0e-4a43-8a3e-0f6f0c7b1d20' })
  readonly id!: string;

  @ApiProperty({ example: '240000001' })
  readonly accountNumber!: string;

  @ApiProperty({ ...NULLABLE_TEXT, example: 'Standard Cent' })
  readonly accountType!: string | null;

  @ApiProperty({ ...NULLABLE_TEXT, example: '1100000000000000001' })
  readonly partnerAccount!: string | null;

  @ApiProperty({ ...NULLABLE_TEXT, example: 'TH' })
  readonly country!: string | null;

  @ApiProperty({ ...NULLABLE_TEXT, example: 'USD' })
  readonly currency!: string | null;

  @ApiProperty(NULLABLE_DAY)
  readonly registeredOn!: string | null;

  @ApiProperty(NULLABLE_DAY)
  readonly firstTradeOn!: string | null;

  @ApiProperty(AMOUNT)
  readonly volumeLots!: string;

  @ApiProperty(AMOUNT)
  readonly volumeMlnUsd!: string;

  @ApiProperty({ ...AMOUNT, description: "Decimal as text, in the account's currency." })
  readonly reward!: string;

  @ApiProperty(AMOUNT)
  readonly rewardUsd!: string;

  @ApiProperty(NULLABLE_TEXT)
  readonly comment!: string | null;

  @ApiProperty({
    ...NULLABLE_INSTANT,
    description: 'Since when the source no longer lists it; it no longer counts.',
  })
  readonly missingSince!: string | null;
}

/** What the outside may know about a client. New columns stay private until they are added here. */
export class ClientResponse {
  @ApiProperty({ example: '8d0e7a52-8e0b-49c2-a1b4-3f2a7c1d9e10' })
  readonly id!: string;

  @ApiProperty({
    ...NULLABLE_TEXT,
    example: '0a1b2c3d',
    description: 'The first 8 characters of the id at the source.',
  })
  readonly externalId!: string | null;

  @ApiProperty({
    ...NULLABLE_TEXT,
    example: '0a1b2c3d-0000-4000-8000-000000000001',
    description: 'The whole id at the source; null while it is not known for certain.',
  })
  readonly clientUid!: string | null;

  @ApiProperty({ ...NULLABLE_TEXT, example: '1100000000000000001' })
  readonly partnerAccount!: string | null;

  @ApiProperty({ ...NULLABLE_TEXT, example: 'TH' })
  readonly country!: string | null;

  @ApiProperty(NULLABLE_DAY)
  readonly registeredOn!: string | null;

  @ApiProperty({ enum: CLIENT_STATUSES, example: 'ACTIVE' })
  readonly status!: ClientStatus;

  @ApiProperty({ ...NULLABLE_FLAG, description: 'Null while it is not known.' })
  readonly kycPassed!: boolean | null;

  @ApiProperty({ ...NULLABLE_FLAG, description: 'Has made a first deposit.' })
  readonly ftdReceived!: boolean | null;

  @ApiProperty({ ...NULLABLE_FLAG, description: 'Has made a first trade.' })
  readonly fttMade!: boolean | null;

  @ApiProperty({ ...AMOUNT, description: 'The sum over the accounts that the source lists, as text.' })
  readonly volumeLots!: string;

  @ApiProperty({ ...AMOUNT, description: 'The sum over the accounts that the source lists, as text.' })
  readonly volumeMlnUsd!: string;

  @ApiProperty({ ...AMOUNT, description: 'The sum over the accounts that the source lists, as text.' })
  readonly rewardUsd!: string;

  @ApiProperty({ ...AMOUNT, nullable: true })
  readonly rebateAmountUsd!: string | null;

  @ApiProperty(NULLABLE_TEXT)
  readonly notes!: string | null;

  @ApiProperty({ format: 'date-time' })
  readonly createdAt!: string;

  @ApiProperty({ format: 'date-time' })
  readonly updatedAt!: string;

  @ApiProperty({ ...NULLABLE_INSTANT, description: 'When a complete import last had it.' })
  readonly lastSeenAt!: string | null;

  @ApiProperty({ ...NULLABLE_INSTANT, description: 'Since when the source no longer lists it.' })
  readonly missingSince!: string | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(OverrideResponse) },
    description: 'Fields that a person has set, by name, with what the source says of them.',
    example: { country: { by: 'u-1', at: '2025-06-16T08:00:00.000Z', upstream: 'TH' } },
  })
  readonly overrides!: Record<string, Plain<OverrideResponse>>;
}

/** One client with its trading accounts. */
export class ClientDetailResponse extends ClientResponse {
  @ApiProperty({ type: [ClientAccountResponse] })
  readonly accounts!: readonly Plain<ClientAccountResponse>[];
}

/** The client as lists show it. */
export function toClientResponse(client: Client, lastSeenAt: Date | null): Plain<ClientResponse> {
  return {
    id: client.id,
    externalId: client.externalId,
    clientUid: client.clientUid,
    partnerAccount: client.partnerAccount,
    country: client.country,
    registeredOn: client.registeredOn,
    status: client.status,
    kycPassed: client.kycPassed,
    ftdReceived: client.ftdReceived,
    fttMade: client.fttMade,
    volumeLots: client.volumeLots,
    volumeMlnUsd: client.volumeMlnUsd,
    rewardUsd: client.rewardUsd,
    rebateAmountUsd: client.rebateAmountUsd,
    notes: client.notes,
    createdAt: client.createdAt.toISOString(),
    updatedAt: client.updatedAt.toISOString(),
    lastSeenAt: lastSeenAt?.toISOString() ?? null,
    missingSince: client.missingSince?.toISOString() ?? null,
    overrides: overridesView(client.overrides, client.upstream),
  };
}

/** The client as its own page shows it. */
export function toClientDetailResponse(
  client: Client,
  lastSeenAt: Date | null,
  accounts: readonly ClientAccount[],
): Plain<ClientDetailResponse> {
  return { ...toClientResponse(client, lastSeenAt), accounts: accounts.map(toAccountResponse) };
}

function toAccountResponse(account: ClientAccount): Plain<ClientAccountResponse> {
  return {
    id: account.id,
    accountNumber: account.accountNumber,
    accountType: account.accountType,
    partnerAccount: account.partnerAccount,
    country: account.country,
    currency: account.currency,
    registeredOn: account.registeredOn,
    firstTradeOn: account.firstTradeOn,
    volumeLots: account.volumeLots,
    volumeMlnUsd: account.volumeMlnUsd,
    reward: account.reward,
    rewardUsd: account.rewardUsd,
    comment: account.comment,
    missingSince: account.missingSince?.toISOString() ?? null,
  };
}
