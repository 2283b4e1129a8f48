import { Global, Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { ConfigModule, registerAs } from '@nestjs/config';
import { ScheduleModule } from '@nestjs/schedule';
import { ZodValidationPipe } from 'nestjs-zod';
import { AccountModule } from './account/account.module';
import { AdminModule } from './admin/admin.module';
import { Config } from './config/config';
import { HealthModule } from './health/health.module';
import { ProblemFilter } from './http/problems/problem.filter';
import { MetricsModule } from './metrics/metrics.module';
import { OidcModule } from './oidc/oidc.module';
import { PersistenceModule } from './persistence/persistence.module';
import { openStore } from './stores/stores';
import { PrivacyModule } from './privacy/privacy.module';
import { RegistrationModule } from './registration/registration.module';
import { RetentionModule } from './retention/retention.module';
import { SessionModule } from './session/session.module';
import { TokenModule } from './tokens/token.module';
import { TelegramModule } from './telegram/telegram.module';
import type { Webhook } from './telegram/updates/webhook.keeper';
import { VerifyApiModule } from './verify-api/verify-api.module';
import { WebhooksModule } from './webhooks/webhooks.module';

/** The root module: wires all feature modules together. */
@Global()
@Module({})
export class AppModule {
  /** @param config already read and checked, so that a faulty setting ends the start with one line: see `loadConfig` */
  static forRoot(config: Config): DynamicModule {
    const settings = registerAs('settings', () => config);
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot({ isGlobal: true, cache: true, ignoreEnvFile: true, load: [settings] }),
        ScheduleModule.forRoot(),
        PersistenceModule.forRoot(() => openStore(config)),
        TelegramModule.forRoot(config.telegram, webhookOf(config)),
        MetricsModule,
        SessionModule,
        TokenModule,
        AccountModule,
        RegistrationModule,
        PrivacyModule,
        OidcModule,
        VerifyApiModule,
        WebhooksModule,
        RetentionModule,
        HealthModule,
        AdminModule,
      ],
      providers: [
        { provide: Config, useExisting: settings.KEY },
        { provide: APP_PIPE, useClass: ZodValidationPipe },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
      exports: [Config],
    };
  }
}

function webhookOf({ publicUrl, telegram }: Config): Webhook | undefined {
  const [secret] = telegram.webhookSecrets;
  if (telegram.updates === 'polling' || secret === undefined) return undefined;
  return { publicUrl, secret };
}
