import { Injectable } from '@nestjs/common';
import type { Delivery } from '../delivery/delivery';
import { DeliveryHistory } from '../delivery/store/delivery.history';
import { Outbox } from '../delivery/outbox';
import { AppError } from '../errors';
import { VerificationService } from '../verification/verification.service';
import { statusAt } from '../verification/verification';

/** More than a chat can have at once; any others are handled next time. */
const AT_A_TIME = 100;

/** Messages in a person's chat, and those on their way there. */
@Injectable()
export class LivingMessages {
  constructor(
    private readonly history: DeliveryHistory,
    private readonly outbox: Outbox,
    private readonly verifications: VerificationService,
  ) {}

  /** Messages requested by `until` are removed from Telegram, or never get there, and their codes are dead. */
  async stop(chatId: number, until: Date, now: Date): Promise<void> {
    for (const state of ['queued', 'sending', 'sent'] as const) {
      const living = await this.history.list({ chatId, state }, { limit: AT_A_TIME });
      for (const delivery of living.filter(({ requestedAt }) => requestedAt <= until)) {
        await this.cancel(delivery, now);
        await this.outbox.retire(delivery.id, now);
      }
    }
  }

  private async cancel({ verificationId, chatId }: Delivery, now: Date): Promise<void> {
    const verification = await this.verifications.find(verificationId);
    if (!verification || verification.chatId !== chatId) return;
    if (!['sending', 'sent'].includes(statusAt(verification, now))) return;
    await this.verifications.cancel(verification.id, now).catch((error: unknown) => {
      // It was used, or ended, in the meantime.
      if (!(error instanceof AppError) || error.status >= 500) throw error;
    });
  }
}
