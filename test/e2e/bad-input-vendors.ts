import {
  startAltegioSimulator,
  startExnessSimulator,
  startStratteraSimulator,
  startWisproSimulator,
} from '@sync-hub/simulators';

/** All four vendors, small, at the present time, and the variables that make them sources. */
export interface Vendors {
  readonly environment: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

export async function startVendors(): Promise<Vendors> {
  const now = new Date().toISOString();
  const vendors = [
    await startStratteraSimulator({ orders: 5, products: 4, now }),
    await startExnessSimulator({ clients: 5, accounts: 6, v1Only: 0, v2Only: 0, now }),
    await startWisproSimulator({ clients: 5, now }),
    await startAltegioSimulator({ records: 20, now }),
  ];
  return {
    environment: Object.fromEntries(vendors.flatMap(({ environment }) => Object.entries(environment))),
    close: async () => {
      await Promise.all(vendors.map((vendor) => vendor.close()));
    },
  };
}
