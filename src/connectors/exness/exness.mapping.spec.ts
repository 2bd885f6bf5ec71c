import { describe, expect, it } from '@jest/globals';
import { mapClient } from './exness.mapping.js';

const UUID = '0a1b2c3d-0000-4000-8000-000000000001';
const ACCOUNT = {
  id: 1,
  partner_account: '1100000000000000001',
  partner_account_name: 'partner',
  client_uid: '0a1b2c3d',
  country: 'TH',
  currency: 'USD',
  reg_date: '2025-06-15',
  volume_lots: '1.25',
  volume_mln_usd: '0.0812',
  trade_fn: '2025-06-17',
  reward: '3.41',
  reward_usd: '3.41',
  comment: null,
  client_account: '240000001',
  client_account_type: 'Standard',
};
const DETAILS = {
  client_uid: UUID,
  partner_account: '1100000000000000001',
  client_country: 'TH',
  reg_date: '2025-06-14',
  client_status: 'active',
  client_contact_sharing_status: 'EMPTY',
  last_partner_contact_sharing_dt: null,
  kyc_passed: true,
  ftd_received: true,
  ftt_made: false,
  volume_lots: 1.25,
  volume_mln_usd: 0.0812,
  reward_usd: '3.41',
  rebate_amount_usd: 0,
  trade_fn: '2025-06-17',
  comment: null,
};
const payload = (change: object = {}): object => ({
  kind: 'client',
  client_uid: '0a1b2c3d',
  accounts: [ACCOUNT],
  details: DETAILS,
  ...change,
});
const second = (change: object = {}): object => ({
  ...ACCOUNT,
  id: 2,
  client_account: '240000002',
  ...change,
});

describe('the mapping of a client', () => {
  it('C2 makes one record of the client and a child of each account', () => {
    expect(mapClient(payload())).toEqual({
      kind: 'record',
      record: {
        externalId: '0a1b2c3d',
        fields: {
          clientUid: UUID,
          partnerAccount: '1100000000000000001',
          country: 'TH',
          registeredOn: '2025-06-14',
          status: 'ACTIVE',
          kycPassed: true,
          ftdReceived: true,
          fttMade: false,
          volumeLots: '1.25000000',
          volumeMlnUsd: '0.08120000',
          rewardUsd: '3.41000000',
          rebateAmountUsd: '0.00000000',
        },
        children: {
          client_accounts: [
            {
              key: '240000001',
              fields: {
                accountNumber: '240000001',
                accountType: 'Standard',
                partnerAccount: '1100000000000000001',
                country: 'TH',
                currency: 'USD',
                registeredOn: '2025-06-15',
                firstTradeOn: '2025-06-17',
                volumeLots: '1.25000000',
                volumeMlnUsd: '0.08120000',
                reward: '3.41000000',
                rewardUsd: '3.41000000',
                comment: null,
              },
            },
          ],
        },
      },
      unknownKeys: [],
    });
  });

  it('C2 sums before it rounds', () => {
    const accounts = [{ ...ACCOUNT, volume_lots: '0.000000004' }, second({ volume_lots: 4e-9 })];

    expect(mapClient(payload({ accounts }))).toMatchObject({
      record: { fields: { volumeLots: '0.00000001' } },
    });
  });

  it('C3 leaves out what only V2 tells when V2 told nothing', () => {
    const mapped = mapClient(
      payload({ details: null, accounts: [second({ reg_date: '2025-06-16' }), ACCOUNT] }),
    );

    expect(mapped).toMatchObject({
      record: { initialFields: { registeredOn: '2025-06-15' } },
    });
    expect(mapped.kind === 'record' && Object.keys(mapped.record.fields).sort()).toEqual([
      'country',
      'partnerAccount',
      'rewardUsd',
      'volumeLots',
      'volumeMlnUsd',
    ]);
  });

  it('C3 leaves a status that it does not know as it is, and reports it', () => {
    const mapped = mapClient(payload({ details: { ...DETAILS, client_status: 'FROZEN', kyc_passed: null } }));

    expect(mapped).toMatchObject({ unknownKeys: ['details.client_status: a word that is not known'] });
    expect(mapped.kind === 'record' && mapped.record.fields).not.toHaveProperty('status');
    expect(mapped.kind === 'record' && mapped.record.fields).not.toHaveProperty('kycPassed');
  });

  it('is the same whatever the order of the accounts', () => {
    const accounts = [ACCOUNT, second({ country: 'VN' })];

    expect(mapClient(payload({ accounts: [...accounts].reverse() }))).toEqual(
      mapClient(payload({ accounts })),
    );
  });

  it('makes a client without an account a record for a stored row only, without any sum', () => {
    const mapped = mapClient({ kind: 'without-account', accountsWereListed: true, details: DETAILS });

    expect(mapped).toMatchObject({
      record: {
        externalId: '0a1b2c3d',
        skippedUnlessStored: 'no-account',
        fields: { status: 'ACTIVE', volumeLots: '0.00000000' },
      },
    });
    expect(mapped.kind === 'record' && mapped.record).not.toHaveProperty('children');
  });

  it('E20 knows nothing of the sums when no account at all was listed', () => {
    const mapped = mapClient({ kind: 'without-account', accountsWereListed: false, details: DETAILS });

    expect(mapped.kind === 'record' && mapped.record.fields).not.toHaveProperty('volumeLots');
  });

  it('E19 skips what is ambiguous under its whole id', () => {
    expect(mapClient({ kind: 'ambiguous', details: DETAILS })).toEqual({
      kind: 'skipped',
      externalId: UUID,
      reason: 'ambiguous-uid',
    });
  });

  it('reports keys that it does not know, and not those that it leaves out', () => {
    const accounts = [{ ...ACCOUNT, tier: 1 }];
    const details = { ...DETAILS, client_balance: 1, client_equity: 1, loyalty: 'gold' };

    expect(mapClient(payload({ accounts, details }))).toMatchObject({
      unknownKeys: ['accounts[].tier', 'details.loyalty'],
    });
  });

  it.each([
    ['volume_lots: not a decimal', { accounts: [{ ...ACCOUNT, volume_lots: 'many' }] }],
    ['reward_usd: not a decimal', { accounts: [ACCOUNT, second({ reward_usd: '1,5' })] }],
    ['volume_lots: larger than can be stored', { accounts: [{ ...ACCOUNT, volume_lots: '1e12' }] }],
    ['reg_date: not a day of the form YYYY-MM-DD', { accounts: [{ ...ACCOUNT, reg_date: '2025-02-30' }] }],
    ['rebate_amount_usd: not a decimal', { details: { ...DETAILS, rebate_amount_usd: 'x' } }],
    ['details.client_uid: not a UUID', { details: { ...DETAILS, client_uid: '0a1b2c3d' } }],
    ['client_uid: not 8 hexadecimal characters', { client_uid: 'zzz' }],
  ])('O8 refuses with a sentence and no value: %s', (reason, change) => {
    expect(mapClient(payload(change))).toMatchObject({ kind: 'rejected', reason });
  });

  it('refuses a record without an account number', () => {
    expect(mapClient(payload({ accounts: [{ ...ACCOUNT, client_account: undefined }] }))).toMatchObject({
      kind: 'rejected',
      externalId: '0a1b2c3d',
      reason: expect.stringContaining('accounts.0.client_account'),
    });
  });
});
