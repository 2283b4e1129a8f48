import { Injectable, Logger } from '@nestjs/common';
import { Apps } from '../../apps/apps';
import { clock } from '../../clock';
import { BotOwner } from '../../lease/bot.owner';
import { VerificationService } from '../../verification/verification.service';
import { backoffMs } from '../../telegram/api/backoff';
import { MessageSender, type SendOutcome } from '../../telegram/sender/message.sender';
import { MAY_BE_THERE, newRemoval, type TestClaim } from '../delivery';
import { DeliveryRepository } from '../store/delivery.repository';
import { randomFraction } from '../random';
import { escaped } from '../message/texts';

/** Leaves time to record the acknowledgement. */
const MARGIN_MS = 1_000;

/** Brings an operator's test message to Telegram the same way as every other; no sign-in depends on it. */
@Injectable()
export class ProbeCourier {
  private readonly logger = new Logger(ProbeCourier.name);

  constructor(
    private readonly deliveries: DeliveryRepository,
    private readonly verifications: VerificationService,
    private readonly sender: MessageSender,
    private readonly owner: BotOwner,
    private readonly apps: Apps,
  ) {}

  async deliver(claim: TestClaim): Promise<void> {
    const deadline = new Date(claim.deadlineAt.getTime() - MARGIN_MS);
    if (clock.now() >= deadline) return this.abandon(claim);
    // The message may be in the chat under an unknown id: a second one would not show what became of the first.
    if (claim.isInterrupted) return this.fail(claim, `${MAY_BE_THERE}interrupted`, 0);
    const html = `${escaped(this.apps.default.name)}: a test message; it deletes itself`;
    const outcome = await this.sender.send(
      claim,
      { html, buttons: [] },
      {
        deadline,
        hasTurn: true,
        mayBegin: () => this.owner.isHeld(claim.botId, claim.holder),
        onLate: (messageId) => void this.takeBack(claim, messageId),
      },
    );
    await this.conclude(claim, outcome);
  }

  /** Telegram cannot be reached, or must not be called, until after the deadline. */
  abandon(claim: TestClaim): Promise<void> {
    return this.fail(claim, claim.error ?? 'deadline', 0);
  }

  private async conclude(claim: TestClaim, outcome: SendOutcome): Promise<void> {
    switch (outcome.kind) {
      case 'sent':
        return this.acknowledge(claim, outcome.messageId, outcome.tries);
      case 'not_sent':
        return this.sendAgain(claim, outcome);
      case 'unknown':
        return this.fail(claim, MAY_BE_THERE + outcome.error, outcome.tries);
      case 'refused':
      case 'misconfigured':
        return this.fail(claim, outcome.error, outcome.tries);
      default:
        return outcome satisfies never;
    }
  }

  private async acknowledge(claim: TestClaim, messageId: number, attempts: number): Promise<void> {
    const sentAt = clock.now();
    const outcome = {
      kind: 'sent',
      messageId,
      sentAt,
      deleteAt: this.verifications.endOfLife(sentAt),
      attempts,
    } as const;
    const isStored = await this.deliveries.settle(claim, outcome).catch(() => false);
    if (isStored || (await this.isThere(claim, messageId))) return;
    this.logger.warn({ msg: 'a test was sent, but its row was lost: deleting the message', delivery: claim.id });
    const { kind } = await this.sender.remove(claim, messageId, { deadline: outcome.deleteAt });
    if (kind === 'retry') await this.takeBack(claim, messageId);
  }

  /** True if the acknowledgement was recorded and only the answer was lost. */
  private async isThere({ id }: TestClaim, messageId: number): Promise<boolean> {
    const row = await this.deliveries.find(id).catch(() => undefined);
    return row?.messageId === messageId;
  }

  private async sendAgain(claim: TestClaim, outcome: SendOutcome & { kind: 'not_sent' }): Promise<void> {
    const { error, tries: attempts, retryAfterSeconds = 0 } = outcome;
    const at = clock.in(Math.max(retryAfterSeconds * 1000, backoffMs(claim.claims, randomFraction())));
    if (at >= claim.deadlineAt) return this.fail(claim, error, attempts);
    await this.deliveries.settle(claim, { kind: 'send_again', at, error, attempts });
  }

  private async fail(claim: TestClaim, error: string, attempts: number): Promise<void> {
    await this.deliveries.settle(claim, { kind: 'failed', error, attempts });
  }

  private async takeBack(claim: TestClaim, messageId: number): Promise<void> {
    const row = newRemoval(claim, messageId, clock.now());
    await this.deliveries.insert(row).catch((error: unknown) => {
      this.logger.error({ msg: 'a test that came late cannot be deleted', delivery: claim.id, error });
    });
  }
}
