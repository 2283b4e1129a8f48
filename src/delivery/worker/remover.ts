import { Injectable, Logger } from '@nestjs/common';
import { ChatRepository } from '../../account/chats/chat.repository';
import { Audit } from '../../audit/audit';
import { clock } from '../../clock';
import { Metrics } from '../../metrics/metrics';
import { VerificationService } from '../../verification/verification.service';
import { backoffMs } from '../../telegram/api/backoff';
import { MessageSender, type CallTerms, type RemoveOutcome } from '../../telegram/sender/message.sender';
import type { RemovalClaim, SentDelivery } from '../delivery';
import { DeliveryRepository } from '../store/delivery.repository';
import { randomFraction } from '../random';

/** Telegram lets a bot delete messages younger than 48 hours; an hour is left for the last try. */
const GIVE_UP_AFTER_MS = 47 * 60 * 60 * 1000;
const CALL_SECONDS = 30;
/** A person woken by prompts that they did not request presses something in the end: ASVS 5.0, 6.6.4. */
const UNANSWERED_PROMPTS = 3;
const UNCLAIMED_CALL_SECONDS = 5;
const UNCLAIMED_AT_A_TIME = 32;
/** After this many refusals, back off further: the bot may be unblocked, or the fault at Telegram fixed. */
const PATIENT_AFTER = 10;
const PATIENT_PAUSE_MS = 5 * 60 * 1000;

/** Deletes claimed messages from Telegram and records that they are gone. */
@Injectable()
export class Remover {
  private readonly logger = new Logger(Remover.name);
  /** Gone from Telegram, but not yet recorded as gone. */
  private readonly removedUnclaimed = new Map<string, Date>();

  constructor(
    private readonly deliveries: DeliveryRepository,
    private readonly sender: MessageSender,
    private readonly verifications: VerificationService,
    private readonly chats: ChatRepository,
    private readonly metrics: Metrics,
    private readonly audit: Audit,
  ) {}

  /** @param claims of one chat */
  async remove(claims: readonly RemovalClaim[]): Promise<void> {
    const [first, ...others] = claims;
    if (first && others.length > 0 && (await this.areAllGone(first, claims)))
      await Promise.all(claims.map((claim) => this.finish(claim)));
    else await Promise.all(claims.map((claim) => this.removeOne(claim)));
  }

  /** For when a claim cannot be stored: deleting a message twice changes nothing more. */
  async removeUnclaimed(due: readonly SentDelivery[]): Promise<void> {
    const isNew = ({ id }: SentDelivery) => !this.removedUnclaimed.has(id);
    const terms = { deadline: clock.in(UNCLAIMED_CALL_SECONDS * 1000) };
    const removeOne = async (delivery: SentDelivery) => {
      const { kind } = await this.sender.remove(delivery, delivery.messageId, terms);
      if (kind !== 'retry') this.removedUnclaimed.set(delivery.id, delivery.deleteAt);
    };
    await Promise.all(due.filter(isNew).slice(0, UNCLAIMED_AT_A_TIME).map(removeOne));
  }

  /** How many messages are gone that should have gone by then, though their rows do not say so yet. */
  countUnwritten(dueBy: Date): number {
    return [...this.removedUnclaimed.values()].filter((deleteAt) => deleteAt <= dueBy).length;
  }

  /** False for any failure: deleting each message by itself then tells why. */
  private areAllGone(to: RemovalClaim, claims: readonly RemovalClaim[]): Promise<boolean> {
    return this.sender.removeAll(
      to,
      claims.map(({ messageId }) => messageId),
      claimed(),
    );
  }

  private async removeOne(claim: RemovalClaim): Promise<void> {
    const outcome = await this.sender.remove(claim, claim.messageId, claimed());
    await this.conclude(claim, outcome);
  }

  private async conclude(claim: RemovalClaim, outcome: RemoveOutcome): Promise<void> {
    switch (outcome.kind) {
      case 'gone':
      case 'blanked':
        return this.finish(claim);
      case 'retry':
        return this.tryAgain(claim, outcome.error, outcome.retryAfterSeconds ?? 0);
      default:
        return outcome satisfies never;
    }
  }

  private async finish(claim: RemovalClaim): Promise<void> {
    const at = clock.now();
    this.removedUnclaimed.delete(claim.id);
    if (!(await this.deliveries.settle(claim, { kind: 'deleted', at }))) return;
    this.metrics.overstaySeconds.observe(Math.max(0, at.getTime() - claim.deleteAt.getTime()) / 1000);
    await this.noteIfUnanswered(claim, at);
  }

  /** Best effort: the count may be lost with the store. */
  private async noteIfUnanswered(claim: RemovalClaim, now: Date): Promise<void> {
    const { botId, chatId, id } = claim;
    try {
      if (!(await this.isUnanswered(claim))) return;
      const isPaused = await this.chats.noteUnanswered(botId, chatId, UNANSWERED_PROMPTS, now);
      if (!isPaused) return;
      const subject = { kind: 'delivery', id } as const;
      await this.audit.note({ action: 'chat.paused', actor: { kind: 'system' }, subject }, now);
    } catch (error) {
      this.logger.warn({
        msg: 'an unused message could not be counted, or its outcome not recorded',
        delivery: id,
        error,
      });
    }
  }

  /**
   * An unproven initiator's message that nobody used, cancelled or replaced: its verification still waits for an answer
   * to it.
   */
  private async isUnanswered({ id, turnAt, verificationId }: RemovalClaim): Promise<boolean> {
    return turnAt !== undefined && verificationId !== undefined && this.verifications.isSent(verificationId, id);
  }

  private async tryAgain(claim: RemovalClaim, error: string, retryAfterSeconds: number): Promise<void> {
    const pauseMs = Math.max(retryAfterSeconds * 1000, pauseAfter(claim.removalAttempts));
    const at = clock.in(pauseMs);
    if (at.getTime() - claim.sentAt.getTime() > GIVE_UP_AFTER_MS) return this.giveUp(claim, error);
    await this.deliveries.settle(claim, { kind: 'delete_again', at, error });
  }

  private async giveUp(claim: RemovalClaim, error: string): Promise<void> {
    this.logger.error({ msg: 'a message cannot be taken out of Telegram', delivery: claim.id, error });
    await this.deliveries.settle(claim, { kind: 'failed', error, attempts: 0 });
  }
}

/** A claim comes with a turn. */
const claimed = (): CallTerms => ({ deadline: clock.in(CALL_SECONDS * 1000), hasTurn: true });

const pauseAfter = (attempts: number): number =>
  attempts < PATIENT_AFTER ? backoffMs(attempts + 1, randomFraction()) : PATIENT_PAUSE_MS * randomFraction();
