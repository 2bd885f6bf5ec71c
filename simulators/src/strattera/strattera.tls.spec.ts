import { afterEach, describe, expect, it } from '@jest/globals';
import { get } from 'node:https';
import { selfSignedIdentity } from '../core/self-signed-identity.js';
import { startStratteraSimulator } from './start-strattera-simulator.js';
import type { StratteraSimulator } from './start-strattera-simulator.js';

const DAY_MS = 86_400_000;

describe('the simulator speaks https with a certificate that must be refused', () => {
  let simulator: StratteraSimulator | null = null;

  afterEach(async () => {
    await simulator?.close();
  });

  const startWith = async (fromDays: number, toDays: number): Promise<{ url: string; cert: string }> => {
    const validity = {
      notBefore: new Date(Date.now() + fromDays * DAY_MS),
      notAfter: new Date(Date.now() + toDays * DAY_MS),
    };
    const identity = selfSignedIdentity(validity);
    simulator = await startStratteraSimulator({ orders: 5, products: 8, tls: identity });
    return { url: `${simulator.baseUrl}/orders`, cert: identity.cert };
  };
  const ask = async (url: string, ca?: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const headers = { authorization: simulator?.token ?? '' };
      get(url, { headers, agent: false, ...(ca === undefined ? {} : { ca }) }, (response) => {
        response.resume().on('end', () => {
          resolve(response.statusCode);
        });
      }).on('error', reject);
    });

  it('E5 is self-signed, and good for a client that trusts it', async () => {
    const { url, cert } = await startWith(-1, 1);

    expect(url).toMatch(/^https:\/\/127\.0\.0\.1:/u);
    await expect(ask(url)).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(await ask(url, cert)).toBe(200);
  });

  it('E5 is expired even for a client that trusts it', async () => {
    const { url, cert } = await startWith(-30, -1);

    await expect(ask(url, cert)).rejects.toMatchObject({ code: 'CERT_HAS_EXPIRED' });
  });
});
