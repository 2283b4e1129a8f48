import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module';
import { AppsModule } from '../apps/apps.module';
import { VerificationModule } from '../verification/verification.module';
import { portProvider } from '../persistence/persistence.module';
import { Endpoints } from './endpoints';
import { WebhookRelay } from './relay';
import { WebhookRepository } from './store/webhook.repository';
import { MongoWebhookRepository } from './store/webhook.repository.mongo';
import { SqliteWebhookRepository } from './store/webhook.repository.sqlite';
import { WebhookService } from './webhook.service';
import { WebhookWorker } from './webhook.worker';

@Module({
  imports: [VerificationModule, AccountModule, AppsModule],
  providers: [
    WebhookService,
    WebhookRelay,
    WebhookWorker,
    Endpoints,
    portProvider(WebhookRepository, { sqlite: SqliteWebhookRepository, mongo: MongoWebhookRepository }),
  ],
  exports: [WebhookService],
})
export class WebhooksModule {}
