import { describe, expect, it } from '@jest/globals';
import { joinReports } from './exness.joining.js';

const UUID = '0a1b2c3d-0000-4000-8000-000000000001';
const TWIN = '0a1b2c3d-0000-4000-8000-000000000002';
const account = (number: string, uid = '0a1b2c3d'): object => ({ client_account: number, client_uid: uid });

describe('the join of the two reports (C1)', () => {
  it('gives one payload for each client, with all its accounts and its row of V2', () => {
    const accounts = [account('1'), account('2', '4e5f6071'), account('3')];

    expect(joinReports(accounts, [{ client_uid: UUID }])).toEqual({
      payloads: [
        {
          kind: 'client',
          client_uid: '0a1b2c3d',
          accounts: [account('1'), account('3')],
          details: { client_uid: UUID },
        },
        { kind: 'client', client_uid: '4e5f6071', accounts: [account('2', '4e5f6071')], details: null },
      ],
      ambiguousCount: 0,
    });
  });

  it('E19 joins nothing to a prefix that two clients have, and names both', () => {
    const { payloads, ambiguousCount } = joinReports(
      [account('1')],
      [{ client_uid: UUID }, { client_uid: TWIN }],
    );

    expect(ambiguousCount).toBe(1);
    expect(payloads).toEqual([
      { kind: 'client', client_uid: '0a1b2c3d', accounts: [account('1')], details: null },
      { kind: 'ambiguous', details: { client_uid: UUID } },
      { kind: 'ambiguous', details: { client_uid: TWIN } },
    ]);
  });

  it('E19 takes the same client twice, in any case, for one', () => {
    const { payloads, ambiguousCount } = joinReports(
      [account('1')],
      [{ client_uid: UUID.toUpperCase() }, { client_uid: UUID, kyc_passed: true }],
    );

    expect(ambiguousCount).toBe(0);
    expect(payloads).toMatchObject([{ details: { client_uid: UUID, kyc_passed: true } }]);
  });

  it('says of a client without an account whether accounts were listed at all (E20)', () => {
    expect(joinReports([account('1', '4e5f6071')], [{ client_uid: UUID }]).payloads.at(-1)).toMatchObject({
      kind: 'without-account',
      accountsWereListed: true,
    });
    expect(joinReports([], [{ client_uid: UUID }]).payloads).toMatchObject([{ accountsWereListed: false }]);
  });

  it('counts an account that came twice for the later of its clients', () => {
    const { payloads } = joinReports([account('1'), account('1', '4e5f6071')], null);

    expect(payloads).toMatchObject([{ client_uid: '4e5f6071', accounts: [{ client_account: '1' }] }]);
  });

  it('keeps rows without a readable id for the quarantine', () => {
    expect(joinReports([account('1', 'xyz'), null], ['row']).payloads).toMatchObject([
      { kind: 'client', client_uid: null },
      { kind: 'client', client_uid: null },
      { kind: 'without-account', details: 'row' },
    ]);
  });
});
