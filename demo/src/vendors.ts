import {
  type AltegioSimulator,
  type ExnessSimulator,
  startAltegioSimulator,
  startExnessSimulator,
  startStratteraSimulator,
  startWisproSimulator,
  type StratteraSimulator,
  type WisproSimulator,
} from '@sync-hub/simulators';

/** The four simulated systems that the business depends on. They run by the real clock: "today" is today. */
export class Vendors {
  private constructor(
    readonly shop: StratteraSimulator,
    readonly broker: ExnessSimulator,
    readonly provider: WisproSimulator,
    readonly school: AltegioSimulator,
  ) {}

  static async start(): Promise<Vendors> {
    const clock = { now: new Date().toISOString(), timeScale: 1 };
    return new Vendors(
      await startStratteraSimulator(clock),
      await startExnessSimulator(clock),
      await startWisproSimulator(clock),
      await startAltegioSimulator(clock),
    );
  }

  /** What the product must be told to find them. */
  get settings(): Readonly<Record<string, string>> {
    const { shop, broker, provider, school } = this;
    return {
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
      ALTEGIO_TRIAL_SERVICE_IDS: school.trialServiceIds.join(','),
      ALTEGIO_TIME_ZONE: school.timeZone,
    };
  }

  async close(): Promise<void> {
    await Promise.all([this.shop, this.broker, this.provider, this.school].map((vendor) => vendor.close()));
  }
}
