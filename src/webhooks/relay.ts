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
 * Turns what a verification or an account is marked with into a row of ours, and then takes the mark away. Row and mark are
 * never both missing, and who repeats it meets the row that is there: so nothing is lost and nothing is there twice, whatever
 * crashes and however many instances do it.
 */
@Injectable()
export class WebhookRelay {
  constructor(
    private readonly otp: VerificationService,
    private readonly accounts: AccountService,
    private readonly webhooks: WebhookRepository,
    private readonly apps: Apps,
    private readonly config: Config,
  ) {}

  /** @returns true where there may be more to relay */
  async relay(now: Date): Promise<boolean> {
    const [verifications, accounts] = await Promise.all([
      this.otp.listUntold(AT_A_TIME),
      this.accounts.listUntold(AT_A_TIME),
    ]);
    const relayed = await Promise.all([
      ...verifications.flatMap((verification) =>
        (verification.untold ?? []).map((event) => this.relayEvent(verification, event, now)),
      ),
      ...accounts.map(async (event) => {
        await this.webhooks.insert(webhookOfAccount(event));
        await this.accounts.told(event.userId, event.event);
        return true;
      }),
    ]);
    // What only a newer version knows stays: it must not keep us looking.
    return relayed.filter(Boolean).length >= AT_A_TIME;
  }

  private async relayEvent(verification: Verification, event: PendingEvent, now: Date): Promise<boolean> {
    const app = this.ownEndpointOf(verification);
    const webhook = webhookOfVerification(verification, event, now, app);
    // A newer instance knows what it is.
    if (!webhook) return false;
    // Events are kept as soon as any app has an endpoint: those of the others are told to none.
    if (app || this.config.webhook) await this.webhooks.insert(webhook);
    await this.otp.told(verification.id, event);
    return true;
  }

  /** What an app without one asks for is told where the settings say. */
  private ownEndpointOf({ appId }: Verification): App | undefined {
    const app = appId === undefined ? undefined : this.apps.findShown(appId);
    return app?.webhookUrl === undefined ? undefined : app;
  }
}
