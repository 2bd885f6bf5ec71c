import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { ENVIRONMENT } from '../../config/config.module.js';
import type { Environment } from '../../config/environment.js';
import { SourceRunner, type SourceRun } from '../../flow/external-source/external-source.public.js';
import { ScheduledJob } from '../../flow/scheduled-job.js';
import { SHOP_ZONE } from '../orders/orders.public.js';
import { type AnalyticsOutcome, ProductAnalytics } from './product-analytics.js';

/** Sources whose rows the figures are made of. */
const SOURCES: readonly string[] = ['strattera-orders', 'strattera-products'];
/** Ten past midnight in the shop: sales that are now too old leave the window even while the shop is down. */
const DAILY = '0 10 0 * * *';

/** Brings the products' figures up to date after each import of the shop, and daily (O9). */
@Injectable()
export class ProductAnalyticsSchedule extends ScheduledJob implements OnModuleInit {
  constructor(
    private readonly analytics: ProductAnalytics,
    private readonly runner: SourceRunner,
    @Inject(ENVIRONMENT) environment: Environment,
  ) {
    super(environment);
  }

  /** An import runs where somebody started it, so that process computes after it, whatever its role. */
  onModuleInit(): void {
    this.runner.afterRun((run) => this.computeAfter(run));
  }

  @Cron(DAILY, { timeZone: SHOP_ZONE })
  async computeDaily(): Promise<void> {
    await this.runAsScheduled();
  }

  run(): Promise<AnalyticsOutcome> {
    return this.analytics.compute();
  }

  private async computeAfter(run: SourceRun): Promise<void> {
    const hasStored = run.state === 'succeeded' || run.state === 'completed-with-errors';
    if (SOURCES.includes(run.sourceKey) && hasStored && run.options.dryRun !== true) {
      this.logOutcome(await this.run());
    }
  }
}
