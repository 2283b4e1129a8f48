import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module';
import { OtpModule } from '../otp/otp.module';
import { portProvider } from '../persistence/persistence.module';
import { Endpoint } from './endpoint';
import { WebhookRelay } from './relay';
import { WebhookRepository } from './webhook.repository';
import { MongoWebhookRepository } from './webhook.repository.mongo';
import { SqliteWebhookRepository } from './webhook.repository.sqlite';
import { WebhookService } from './webhook.service';
import { WebhookWorker } from './webhook.worker';

@Module({
  imports: [OtpModule, AccountModule],
  providers: [
    WebhookService,
    WebhookRelay,
    WebhookWorker,
    Endpoint,
    portProvider(WebhookRepository, { sqlite: SqliteWebhookRepository, mongo: MongoWebhookRepository }),
  ],
  exports: [WebhookService],
})
export class WebhooksModule {}
