import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module';
import { VerificationModule } from '../verification/verification.module';
import { portProvider } from '../persistence/persistence.module';
import { Endpoint } from './endpoint';
import { WebhookRelay } from './relay';
import { WebhookRepository } from './store/webhook.repository';
import { MongoWebhookRepository } from './store/webhook.repository.mongo';
import { SqliteWebhookRepository } from './store/webhook.repository.sqlite';
import { WebhookService } from './webhook.service';
import { WebhookWorker } from './webhook.worker';

@Module({
  imports: [VerificationModule, AccountModule],
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
