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
    return Object.fromEntries(this.all.flatMap(({ environment }) => Object.entries(environment)));
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map((vendor) => vendor.close()));
  }

  private get all() {
    return [this.shop, this.broker, this.provider, this.school];
  }
}
