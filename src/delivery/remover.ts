import { Injectable, Logger } from '@nestjs/common';
import { Metrics } from '../metrics/metrics';
import { backoffMs } from '../telegram/backoff';
import { MessageSender } from '../telegram/message.sender';
import type { Claim } from './delivery';
import { DeliveryRepository } from './delivery.repository';
import { randomFraction } from './random';

/** Telegram lets a bot delete what is younger than 48 hours; an hour is left for the last try. */
const GIVE_UP_AFTER_MS = 47 * 60 * 60 * 1000;
const CALL_SECONDS = 30;

/** Takes one claimed message out of Telegram and writes down that it is gone. */
@Injectable()
export class Remover {
  private readonly logger = new Logger(Remover.name);

  constructor(
    private readonly deliveries: DeliveryRepository,
    private readonly sender: MessageSender,
    private readonly metrics: Metrics,
  ) {}

  async remove(claim: Claim): Promise<void> {
    const deadline = new Date(Date.now() + CALL_SECONDS * 1000);
    const outcome = await this.sender.remove(claim, claim.messageId!, deadline);
    switch (outcome.kind) {
      case 'gone':
      case 'blanked':
        return this.finish(claim);
      case 'retry':
        return this.tryAgain(claim, outcome.error, outcome.retryAfterSeconds ?? 0);
      case 'impossible':
        return this.giveUp(claim, outcome.error);
      default:
        return outcome satisfies never;
    }
  }

  private async finish(claim: Claim): Promise<void> {
    const at = new Date();
    if (!(await this.deliveries.settle(claim, { kind: 'deleted', at }))) return;
    this.metrics.overstaySeconds.observe(Math.max(0, at.getTime() - claim.deleteAt!.getTime()) / 1000);
  }

  private async tryAgain(claim: Claim, error: string, retryAfterSeconds: number): Promise<void> {
    const pauseMs = Math.max(retryAfterSeconds * 1000, backoffMs(claim.removalAttempts + 1, randomFraction()));
    const at = new Date(Date.now() + pauseMs);
    if (at.getTime() - claim.sentAt!.getTime() > GIVE_UP_AFTER_MS) return this.giveUp(claim, error);
    await this.deliveries.settle(claim, { kind: 'delete_again', at, error });
  }

  private async giveUp(claim: Claim, error: string): Promise<void> {
    this.logger.error({ msg: 'a message cannot be taken out of Telegram', delivery: claim.id, error });
    await this.deliveries.settle(claim, { kind: 'failed', error, attempts: 0 });
  }
}
