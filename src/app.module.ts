import { Global, Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { ZodValidationPipe } from 'nestjs-zod';
import { AccountModule } from './account/account.module';
import { Config } from './config';
import { HealthModule } from './health/health.module';
import { ProblemFilter } from './http/problem.filter';
import { MetricsModule } from './metrics/metrics.module';
import { PersistenceModule } from './persistence/persistence.module';
import { RegistrationModule } from './registration/registration.module';
import { SessionModule } from './session/session.module';
import { TelegramModule } from './telegram/telegram.module';

/** The list of parts. */
@Global()
@Module({})
export class AppModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ScheduleModule.forRoot(),
        PersistenceModule.forRoot(config),
        TelegramModule.forRoot(config.telegram),
        MetricsModule,
        SessionModule,
        AccountModule,
        RegistrationModule,
        HealthModule,
      ],
      providers: [
        { provide: Config, useValue: config },
        { provide: APP_PIPE, useClass: ZodValidationPipe },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
      exports: [Config],
    };
  }
}
