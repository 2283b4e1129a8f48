import { Injectable } from '@nestjs/common';
import { AccountService } from '../account/account.service';
import { Apps } from '../apps/apps';
import { VerificationService } from '../verification/verification.service';
import type { App } from '../config/apps/app';
import { Config } from '../config/config';
import type { PendingEvent, Verification } from '../verification/verification';
import { webhookOfAccount, webhookOfVerification } from './webhook';
import { WebhookRepository } from './store/webhook.repository';

const AT_A_TIME = 100;

/**
 * Turns the pending events of verifications and accounts into webhooks, and then removes the events. Webhook and event
 * are never both missing, and a repetition finds the webhook already there: so nothing is lost or duplicated, whatever
 * crashes and however many instances do it.
 */
@Injectable()
export class WebhookRelay {
  constructor(
    private readonly verifications: VerificationService,
    private readonly accounts: AccountService,
    private readonly webhooks: WebhookRepository,
    private readonly apps: Apps,
    private readonly config: Config,
  ) {}

  /** @returns true if there may be more to relay */
  async relay(now: Date): Promise<boolean> {
    const [verifications, accounts] = await Promise.all([
      this.verifications.listWithPendingEvents(AT_A_TIME),
      this.accounts.listPendingEvents(AT_A_TIME),
    ]);
    const relayed = await Promise.all([
      ...verifications.flatMap((verification) =>
        (verification.untold ?? []).map((event) => this.relayEvent(verification, event, now)),
      ),
      ...accounts.map(async (event) => {
        await this.webhooks.insert(webhookOfAccount(event));
        await this.accounts.removePendingEvent(event.userId, event.event);
        return true;
      }),
    ]);
    // An event that only a newer version knows stays pending: it must not keep us looking.
    return relayed.filter(Boolean).length >= AT_A_TIME;
  }

  private async relayEvent(verification: Verification, event: PendingEvent, now: Date): Promise<boolean> {
    const app = this.ownEndpointOf(verification);
    const webhook = webhookOfVerification(verification, event, now, app);
    // A newer instance knows the event.
    if (!webhook) return false;
    // Events are noted as soon as any app has an endpoint: those with no endpoint to go to are dropped here.
    if (app || this.config.webhook) await this.webhooks.insert(webhook);
    await this.verifications.removePendingEvent(verification.id, event);
    return true;
  }

  /** Without an endpoint of the app's own, the one in the settings is told. */
  private ownEndpointOf({ appId }: Verification): App | undefined {
    const app = appId === undefined ? undefined : this.apps.findShown(appId);
    return app?.webhookUrl === undefined ? undefined : app;
  }
}
