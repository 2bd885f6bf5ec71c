import { Module, type OnModuleInit } from '@nestjs/common';
import { RecordMatchers } from '../../flow/ingest/ingest.public.js';
import { SubscriberMatcher } from './subscriber-matcher.js';
import { WisproSyncController } from './wispro-sync.controller.js';

/** Subscribers from Wispro: whose account a client is, and the route that imports them. Needs the auth module. */
@Module({ controllers: [WisproSyncController], providers: [SubscriberMatcher] })
export class WisproSubscribersModule implements OnModuleInit {
  constructor(
    private readonly matchers: RecordMatchers,
    private readonly matcher: SubscriberMatcher,
  ) {}

  onModuleInit(): void {
    this.matchers.register('users', this.matcher);
  }
}
