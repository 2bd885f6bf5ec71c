import { describe, expect, it } from '@jest/globals';
import { startExnessSimulator } from '@sync-hub/simulators';
import { describeConnector } from '../../../test/contract/connector.contract.js';
import { SourceHttp } from '../../flow/external-source/external-source.public.js';
import { SystemClock } from '../../kernel/clock.js';
import { ExnessClient } from './exness.client.js';
import { ExnessConnector } from './exness.connector.js';
import { exnessManifest } from './exness.manifest.js';

const SETTINGS = {
  EXNESS_BASE_URL: 'https://affiliates.example/api',
  EXNESS_LOGIN: 'partner@example.com',
  EXNESS_PASSWORD: 'secret',
  EXNESS_SCHEDULE: '0 6 * * *',
  EXNESS_FULL_SCHEDULE: '0 2 * * 0',
  EXNESS_TIME_ZONE: 'Asia/Bangkok',
};
const MANIFEST = exnessManifest(SETTINGS);

describeConnector('Exness', async () => {
  const simulator = await startExnessSimulator({ clients: 20, accounts: 25 });
  const { baseUrl, login, password } = simulator;
  const http = new SourceHttp({ baseUrl, decimalsAsText: true }, new SystemClock());
  const client = new ExnessClient(() => http, { login, password }, new SystemClock());
  return {
    connector: new ExnessConnector(MANIFEST, client),
    touch: () => {
      const [account] = simulator.world.listV1Rows();
      simulator.world.patchAccount(account!.client_account, { volume_lots: account!.volume_lots + 1 });
      return Promise.resolve();
    },
    stop: () => simulator.close(),
  };
});

describe('the manifest of Exness', () => {
  it('C7 adds new clients every morning and reads everything on Sundays, in Bangkok', () => {
    const now = new Date('2025-06-20T00:00:00Z');

    expect(MANIFEST).toMatchObject({ key: 'exness', timeZone: 'Asia/Bangkok', runAtStart: false });
    expect(MANIFEST.schedules.map(({ name, cron, run }) => [name, cron, run(now)])).toEqual([
      ['new-only', '0 6 * * *', { mode: 'new-only' }],
      ['full', '0 2 * * 0', { mode: 'full' }],
    ]);
  });

  it('names the variables that are missing', () => {
    expect(exnessManifest({ ...SETTINGS, EXNESS_LOGIN: undefined })).toMatchObject({
      configured: false,
      missingVariables: ['EXNESS_LOGIN'],
    });
  });
});
