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
  const shop = await startStratteraSimulator({ orders: 5, products: 4, now });
  const broker = await startExnessSimulator({ clients: 5, accounts: 6, v1Only: 0, v2Only: 0, now });
  const provider = await startWisproSimulator({ clients: 5, now });
  const school = await startAltegioSimulator({ records: 20, now });
  return {
    environment: {
      STRATTERA_BASE_URL: shop.baseUrl,
      STRATTERA_TOKEN: shop.token,
      EXNESS_BASE_URL: broker.baseUrl,
      EXNESS_LOGIN: broker.login,
      EXNESS_PASSWORD: broker.password,
      WISPRO_BASE_URL: provider.baseUrl,
      WISPRO_TOKEN: provider.token,
      ALTEGIO_BASE_URL: school.baseUrl,
      ALTEGIO_COMPANY_ID: String(school.companyId),
      ALTEGIO_COMPANY_TOKEN: school.companyToken,
      ALTEGIO_USER_TOKEN: school.userToken,
      ALTEGIO_SERVICE_IDS: school.serviceIds.join(','),
      ALTEGIO_TIME_ZONE: school.timeZone,
    },
    close: async () => {
      await Promise.all([shop, broker, provider, school].map((vendor) => vendor.close()));
    },
  };
}
