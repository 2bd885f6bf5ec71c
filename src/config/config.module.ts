import { type DynamicModule, Module } from '@nestjs/common';
import { Clock, SystemClock } from '../kernel/clock.js';
import type { Environment } from './environment.js';

/** Injection token of the checked {@link Environment}. */
export const ENVIRONMENT = Symbol('Environment');

/** Gives every module the checked environment and the clock. Nothing else reads `process.env`. */
@Module({})
export class ConfigModule {
  static forRoot(environment: Environment, clock: Clock = new SystemClock()): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [
        { provide: ENVIRONMENT, useValue: environment },
        { provide: Clock, useValue: clock },
      ],
      exports: [ENVIRONMENT, Clock],
    };
  }
}
