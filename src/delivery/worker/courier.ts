import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { AccountService } from '../../account/account.service';
import { ChatRepository } from '../../account/chats/chat.repository';
import { clock } from '../../clock';
import { Config } from '../../config/config';
import { AppError } from '../../errors';
import { BotOwner } from '../../lease/bot.owner';
import { Metrics } from '../../metrics/metrics';
import { Database } from '../../persistence/database';
import { VerificationService } from '../../verification/verification.service';
import { statusesBefore, type Failure, type Verification } from '../../verification/verification';
import { backoffMs } from '../../telegram/api/backoff';
import { MessageSender, type SendOutcome, type SendTerms } from '../../telegram/sender/message.sender';
import { newRemoval, type MessageClaim, type Outcome } from '../delivery';
import { DeliveryRepository } from '../store/delivery.repository';
import { MessageComposer } from '../message/message';
import { randomFraction } from '../random';

/** How long to leave Telegram alone when it does not know our token: only an operator can fix that. */
const MISCONFIGURED_PAUSE_MS = 5_000;
/** A row may become visible before its verification does, or before the verification is renewed for it. */
const MISSING_PAUSE_MS = 500;
const STORE_PAUSE_MS = 1_000;
const MAX_MARGIN_MS = 1_000;
/** An edit counts as a message into its chat, which may get one a second. */
const CHAT_PAUSE_MS = 1_000;
/** How long to keep trying to store a row for the removal of a late message. */
const LATE_MS = 60_000;
/** Waiting for a store that is away must not keep the process alive. */
const UNHELD = { ref: false };

type Refused = SendOutcome & { kind: 'refused' };

/** Brings one claimed message to Telegram and records what became of it. */
@Injectable()
export class Courier {
  private readonly logger = new Logger(Courier.name);

  constructor(
    private readonly deliveries: DeliveryRepository,
    private readonly verifications: VerificationService,
    private readonly composer: MessageComposer,
    private readonly sender: MessageSender,
    private readonly owner: BotOwner,
    private readonly accounts: AccountService,
    private readonly chats: ChatRepository,
    private readonly metrics: Metrics,
    private readonly config: Config,
    private readonly database: Database,
  ) {}

  async deliver(claim: MessageClaim): Promise<void> {
    const verification = await this.verifications.find(claim.verificationId);
    if (!verification) return this.sendAgain(claim, 'verification_missing', 0, MISSING_PAUSE_MS);
    if (isAhead(claim, verification)) return this.sendAgain(claim, 'not_renewed', 0, MISSING_PAUSE_MS);
    if (!isWanted(claim, verification)) return this.drop(claim);
    if (clock.now() >= claim.deadlineAt) return this.abandon(claim);
    // In its turn, like any other that cannot be delivered: a stranger must not learn anything from the time it takes.
    if (await this.isUnwelcome(claim)) return this.giveUp(claim, 'bot_not_started', 'paused', 0);
    // The previous holder may have sent it: that message's id is lost, so its code must not stay valid.
    const isLost = claim.isInterrupted && claim.messageId === undefined;
    const current = isLost ? await this.rotate(claim, verification) : verification;
    if (!current) return this.leave(claim, 0);
    if (claim.messageId !== undefined) return this.reveal(claim, current, claim.messageId);
    if (this.config.telegram.sendMode === 'reveal') return this.place(claim, current);
    const message = this.composer.compose(current, claim.language);
    await this.conclude(claim, current, await this.sender.send(claim, message, this.termsOf(claim)));
  }

  /** The chat is paused, so it gets no message of an unproven initiator. */
  private async isUnwelcome({ turnAt, botId, chatId }: MessageClaim): Promise<boolean> {
    return turnAt !== undefined && (await this.chats.find(botId, chatId))?.pausedAt !== undefined;
  }

  /** Telegram cannot be reached, or must not be called, until after the deadline. */
  async abandon(claim: MessageClaim): Promise<void> {
    const verification = await this.verifications.find(claim.verificationId);
    if (verification && !isWanted(claim, verification)) return this.drop(claim);
    await this.giveUp(claim, 'telegram_timeout', claim.error ?? 'deadline', 0);
  }

  /** Sends a message without secrets: a duplicate of it gives nothing away. */
  private async place(claim: MessageClaim, verification: Verification): Promise<void> {
    const outcome = await this.sender.send(
      claim,
      this.composer.placeholder(verification, claim.language),
      this.termsOf(claim),
    );
    if (outcome.kind === 'unknown') return this.sendAgain(claim, outcome.error, outcome.tries);
    if (outcome.kind !== 'sent') return this.conclude(claim, verification, outcome);
    const { messageId, tries } = outcome;
    const placed = { kind: 'placed', messageId, at: clock.in(CHAT_PAUSE_MS), attempts: tries } as const;
    const isStored = await this.insist(() => this.isStored(claim, placed), claim.deadlineAt);
    if (!isStored) await this.takeBack(claim, messageId, claim.deadlineAt);
  }

  /** Puts the secrets into the message that is there. Idempotent: may be repeated as often as needed. */
  private async reveal(claim: MessageClaim, verification: Verification, messageId: number): Promise<void> {
    const message = this.composer.compose(verification, claim.language);
    const outcome = await this.sender.replace(claim, messageId, message, this.termsOf(claim));
    if (outcome.kind === 'unknown') return this.sendAgain(claim, outcome.error, outcome.tries);
    if (outcome.kind !== 'gone') return this.conclude(claim, verification, outcome);
    await this.deliveries.settle(claim, { kind: 'placed', at: clock.now(), attempts: 1 });
  }

  /** An instance that has lost the bot sends nothing more: the row belongs to another instance, which sends it. */
  private termsOf(claim: MessageClaim): SendTerms {
    return {
      deadline: lastCallEnds(claim.deadlineAt, clock.now()),
      hasTurn: true,
      mayBegin: () => this.owner.isHeld(claim.botId, claim.holder),
      onLate: (messageId) => void this.removeLate(claim, messageId),
    };
  }

  private async conclude(claim: MessageClaim, verification: Verification, outcome: SendOutcome): Promise<void> {
    switch (outcome.kind) {
      case 'sent':
        return this.acknowledge(claim, outcome.messageId, outcome.tries);
      case 'not_sent':
        return this.sendAgain(claim, outcome.error, outcome.tries, (outcome.retryAfterSeconds ?? 0) * 1000);
      case 'unknown':
        if (!(await this.rotate(claim, verification))) return this.leave(claim, outcome.tries);
        return this.sendAgain(claim, outcome.error, outcome.tries);
      case 'refused':
        return this.noteRefusal(claim, outcome);
      case 'misconfigured':
        return this.sendAgain(claim, outcome.error, outcome.tries, MISCONFIGURED_PAUSE_MS, 'internal');
      default:
        return outcome satisfies never;
    }
  }

  /** The message id is stored first, or in the same commit: without it the message could never be deleted. */
  private async acknowledge(claim: MessageClaim, messageId: number, attempts: number): Promise<void> {
    const sentAt = clock.now();
    const deleteAt = this.verifications.endOfLife(sentAt);
    const outcome = { kind: 'sent', messageId, sentAt, deleteAt, attempts } as const;
    let isMarked: boolean | undefined;
    const store = async () => {
      const isStored = await this.isStored(claim, outcome);
      if (isStored) isMarked = await this.isMarked(claim, sentAt).catch(() => undefined);
      return isStored;
    };
    const isStored = await this.insist(() => this.database.together(store), claim.dueAt);
    // A message that was placed before is left to the row's present holder.
    if (!isStored) return claim.messageId === undefined ? this.takeBack(claim, messageId, deleteAt) : undefined;
    this.count(claim, sentAt);
    isMarked ??= await this.insist(() => this.isMarked(claim, sentAt), deleteAt);
    if (!isMarked) await this.deliveries.retire(claim.id, sentAt);
  }

  private count({ requestedAt }: MessageClaim, sentAt: Date): void {
    this.metrics.otpSent.inc();
    this.metrics.deliverySeconds.observe((sentAt.getTime() - requestedAt.getTime()) / 1000);
  }

  private async noteRefusal(claim: MessageClaim, { reason, error, tries }: Refused): Promise<void> {
    if (reason === 'user_deactivated') await this.accounts.suspend(claim.chatId, clock.now());
    await this.giveUp(claim, reason, error, tries);
  }

  /** If an earlier try was stored and its answer lost, this one changes nothing: then the stored row decides. */
  private async isStored(claim: MessageClaim, outcome: Outcome & { kind: 'sent' | 'placed' }): Promise<boolean> {
    if (await this.deliveries.settle(claim, outcome)) return true;
    const row = await this.deliveries.find(claim.id);
    return row?.messageId === outcome.messageId && (outcome.kind === 'placed' || row?.sentAt !== undefined);
  }

  private async isMarked({ id, verificationId }: MessageClaim, sentAt: Date): Promise<boolean> {
    if (await this.verifications.markSent(verificationId, id, sentAt)) return true;
    return this.verifications.isSent(verificationId, id);
  }

  /** Retries: a store that is down may come back in time. Undefined if it did not. */
  private async insist<T>(write: () => Promise<T>, until: Date): Promise<T | undefined> {
    for (let tries = 0; ; tries++) {
      try {
        return await write();
      } catch (error) {
        if (tries === 0)
          this.logger.error({ msg: 'what became of a message cannot be stored yet', error: wordOf(error) });
        if (clock.in(STORE_PAUSE_MS) >= until) return undefined;
        await pause(STORE_PAUSE_MS, undefined, UNHELD);
      }
    }
  }

  /** Row and valid code belong to another holder by now: deletes this message, by a row of its own if need be. */
  private async takeBack(claim: MessageClaim, messageId: number, deleteAt: Date): Promise<void> {
    this.logger.warn({ msg: 'sent, but its row was lost: deleting the message', delivery: claim.id });
    const { kind } = await this.sender.remove(claim, messageId, { deadline: deleteAt });
    if (kind === 'retry') await this.enqueueRemoval(claim, messageId);
  }

  /** The send timed out, and its code is dead: the late answer arrives just before the message shows up in the chat. */
  private async removeLate(claim: MessageClaim, messageId: number): Promise<void> {
    this.logger.log({ msg: 'a message whose send timed out is there after all: deleting it', delivery: claim.id });
    await this.enqueueRemoval(claim, messageId);
  }

  private async enqueueRemoval(claim: MessageClaim, messageId: number): Promise<void> {
    const row = newRemoval(claim, messageId, clock.now());
    await this.insist(() => this.deliveries.insert(row).then(() => true), clock.in(LATE_MS));
  }

  /** Retries while there is time; if the wait would end after the deadline, fails at once. */
  private async sendAgain(
    claim: MessageClaim,
    error: string,
    attempts: number,
    pauseMs = 0,
    failure: Failure = 'telegram_timeout',
  ): Promise<void> {
    const at = clock.in(Math.max(pauseMs, backoffMs(claim.claims, randomFraction())));
    if (at >= claim.deadlineAt) return this.giveUp(claim, failure, error, attempts);
    await this.deliveries.settle(claim, { kind: 'send_again', at, error, attempts });
  }

  /** Ends row and verification together, as they began; failing the latter records what other services are told. */
  private async giveUp(claim: MessageClaim, failure: Failure, error: string, attempts: number): Promise<void> {
    this.metrics.otpFailed.inc({ reason: failure });
    this.logger.warn({ msg: 'delivery given up', delivery: claim.id, reason: failure, error });
    if (!(await this.insist(() => this.isOurs(claim), claim.dueAt))) return;
    const fail = () => this.verifications.fail(claim.verificationId, claim.id, failure, clock.now());
    await Promise.all([
      this.insist(fail, claim.dueAt),
      this.insist(() => this.end(claim, error, attempts), claim.dueAt),
    ]);
  }

  /** Only the present holder may renew them: otherwise another holder's code would die with its message on the way. */
  private async rotate(claim: MessageClaim, verification: Verification): Promise<Verification | undefined> {
    return this.owner.isHeld(claim.botId, claim.holder) ? this.verifications.rotate(verification) : undefined;
  }

  /** The secrets could not be renewed: it is over, or an earlier holder renewed them first, and those are sent. */
  private async leave(claim: MessageClaim, attempts: number): Promise<void> {
    // The message may be out with a code that still works: the row's next holder must know.
    if (!this.owner.isHeld(claim.botId, claim.holder)) return void (await this.deliveries.release(claim, clock.now()));
    const verification = await this.verifications.find(claim.verificationId);
    if (!verification || !isWanted(claim, verification)) return this.drop(claim, attempts);
    return this.sendAgain(claim, 'rotated_meanwhile', attempts);
  }

  /** Used, cancelled, locked or replaced while it waited: this message is no longer wanted. */
  private async drop(claim: MessageClaim, attempts = 0): Promise<void> {
    await this.end(claim, 'superseded', attempts);
  }

  /** False if the row has another holder, which may be sending it, or have put the secrets into the message we know. */
  private async isOurs({ id, holder, claims }: MessageClaim): Promise<boolean> {
    const row = await this.deliveries.find(id);
    return row?.holder === holder && row?.claims === claims;
  }

  /** Also removes from the chat the message that was placed for it. */
  private async end(claim: MessageClaim, error: string, attempts: number): Promise<boolean> {
    if (claim.messageId !== undefined && (await this.isOurs(claim)))
      await this.deliveries.insert(newRemoval(claim, claim.messageId, clock.now()));
    return this.deliveries.settle(claim, { kind: 'failed', error, attempts });
  }
}

/** An acknowledgement must be recorded before the deadline, when the message counts as failed. */
const lastCallEnds = (deadline: Date, now: Date): Date =>
  new Date(deadline.getTime() - Math.min(MAX_MARGIN_MS, (deadline.getTime() - now.getTime()) / 2));

/** A resend has stored this row but has not renewed its verification yet, and still may. */
const isAhead = ({ id }: MessageClaim, { status, deliveryId = id }: Verification): boolean =>
  statusesBefore('sending').includes(status) && id > deliveryId;

const isWanted = (claim: MessageClaim, verification: Verification): boolean =>
  verification.status === 'sending' && verification.deliveryId === claim.id;

/** Storage that is away reports its cause once; a stack trace for each message that waits for it would bury that. */
const wordOf = (error: unknown): unknown => (error instanceof AppError ? error.code : error);
