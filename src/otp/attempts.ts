import { Injectable, Logger } from '@nestjs/common';
import { Apps } from '../apps/apps';
import { Audit } from '../audit/audit';
import { clock } from '../clock';
import { Outbox } from '../delivery/outbox';
import { escaped, textsIn } from '../delivery/message/texts';
import { AppError, secondsUntil } from '../errors';
import { LimitsService } from '../limits/limits.service';
import type { Usage } from '../limits/limit.repository';
import { VerificationService, type Wrong } from '../verification/verification.service';
import type { Addressed, Verification } from '../verification/verification';
import { MessageSender } from '../telegram/sender/message.sender';
import { Metrics } from '../metrics/metrics';
import { Dispatch } from './dispatch';

/** A code that was typed. `address` is the client's; a back end, which asks for many people, has none. */
export type Typed = Readonly<{ verification: Verification; code: string; address?: string }>;

type Missed = Readonly<{ verification: Verification; attemptsLeft: number }>;

/**
 * Where codes are typed. Each try is counted before it is compared: for its verification, which the last one locks; for
 * the account and the kind of asker, for a day; for the client's address, for an hour. Over all, too many wrong codes shut
 * those out whose asker has not shown that the chat is theirs. A lock shuts codes out, never the owner's link.
 */
@Injectable()
export class Attempts {
  private readonly logger = new Logger(Attempts.name);

  constructor(
    private readonly otp: VerificationService,
    private readonly outbox: Outbox,
    private readonly dispatch: Dispatch,
    private readonly limits: LimitsService,
    private readonly sender: MessageSender,
    private readonly apps: Apps,
    private readonly audit: Audit,
    private readonly metrics: Metrics,
  ) {}

  /**
   * @returns the verification whose living code it is; it is still to be consumed
   * @throws AppError `otp_invalid`, `too_many_attempts`, or why no code can be right any more
   */
  async check({ verification, code, address }: Typed, now: Date): Promise<Addressed> {
    await this.assertCalm(verification, now);
    if (address !== undefined) await this.assertFewFrom(address, now);
    const forgive = () => this.forgive(verification, address, now);
    const guesses = await this.limits.take('guess', subjectOf(verification), now);
    if (guesses.used > this.limits.rule('guess').most) throw await this.closed(verification, guesses, now);
    // What was not compared was no guess.
    const check = await this.otp.checkCode(verification.id, code, now).catch(async (error: unknown) => {
      await forgive();
      throw error;
    });
    if (!check.isRight) throw await this.refuse(check, 'wrong_codes', now);
    await forgive();
    return check.verification;
  }

  /** A wrong symbol was chosen for it: there is one try, for each further one would make a guess more likely. */
  async closeFor(verification: Verification, now: Date): Promise<AppError> {
    await this.limits.take('guess', subjectOf(verification), now);
    return this.refuse({ verification, attemptsLeft: 0 }, 'wrong_symbol', now);
  }

  /** While codes are guessed at everywhere, the link and Start are left to those whose chat a stranger may have typed. */
  private async assertCalm({ isUnproven }: Verification, now: Date): Promise<void> {
    if (!isUnproven) return;
    const { used, endsAt } = await this.limits.take('wrong', 'all', now, 0);
    if (used >= this.limits.rule('wrong').most) throw this.tooMany('wrong', endsAt, now);
  }

  private async assertFewFrom(address: string, now: Date): Promise<void> {
    const { used, endsAt } = await this.limits.take('wrong_ip', address, now);
    if (used > this.limits.rule('wrong_ip').most) throw this.tooMany('wrong_ip', endsAt, now);
  }

  private async forgive(verification: Verification, address: string | undefined, now: Date): Promise<void> {
    await Promise.all([
      this.limits.giveBack('guess', subjectOf(verification), now),
      address === undefined ? undefined : this.limits.giveBack('wrong_ip', address, now),
    ]);
  }

  private async closed(verification: Verification, { used, endsAt }: Usage, now: Date): Promise<AppError> {
    if (used === this.limits.rule('guess').most + 1) await this.warn(verification, now);
    return this.tooMany('guess', endsAt, now);
  }

  private tooMany(limit: 'guess' | 'wrong_ip' | 'wrong', endsAt: Date, now: Date): AppError {
    this.metrics.rateLimited.inc({ limit });
    return new AppError('too_many_attempts', { retryAfterSeconds: secondsUntil(endsAt, now) });
  }

  private async refuse({ verification, attemptsLeft }: Missed, what: Wrong, now: Date): Promise<AppError> {
    await Promise.all([this.note('sign_in.failed', verification, now), this.countWrong(now)]);
    if (attemptsLeft === 0) await this.lock(verification, what, now);
    return new AppError('otp_invalid', { attemptsLeft });
  }

  private async countWrong(now: Date): Promise<void> {
    this.metrics.otpWrong.inc();
    this.metrics.lately.add('wrongCodes', clock.elapsed());
    const { used } = await this.limits.take('wrong', 'all', now);
    if (used === this.limits.rule('wrong').most)
      this.logger.error('so many wrong codes a minute are guesses: chats that somebody typed get in by link only');
  }

  private async lock(verification: Verification, reason: Wrong, now: Date): Promise<void> {
    // The message is the one of now: a resend may have come in between.
    const locked = await this.otp.lock(verification, reason, now);
    await this.outbox.retire(locked?.deliveryId, now);
    if (locked) await this.note('sign_in.locked', locked, now);
  }

  private note(action: 'sign_in.failed' | 'sign_in.locked', { linkId, purpose }: Verification, now: Date) {
    const subject = { kind: 'verification', id: linkId } as const;
    return this.audit.note({ action, actor: { kind: 'anonymous' }, subject, details: { purpose } }, now);
  }

  /** Its owner is told once of the guessing. Best effort: the guesses have been shut out. */
  private async warn({ botId, chatId, linkId, appId }: Verification, now: Date): Promise<void> {
    const subject = { kind: 'verification', id: linkId } as const;
    await this.audit.note({ action: 'sign_in.guessing_stopped', actor: { kind: 'system' }, subject }, now);
    if (chatId === undefined) return;
    const app = this.apps.brandOf(appId);
    const language = await this.dispatch.languageIn({ botId, chatId }, undefined, app);
    // Once the count is stored.
    setImmediate(() => void this.sender.say({ botId, chatId }, textsIn(language).guessing(escaped(app.name))));
  }
}

/**
 * An account is a Telegram id; before Start was pressed there is none. What strangers guess at shuts out neither the person
 * nor a back end.
 */
function subjectOf({ id, chatId, purpose, askedBy = 'service', isUnproven }: Verification): string {
  const asker = purpose === 'service' ? askedBy : isUnproven ? 'stranger' : 'person';
  return `${asker}:${chatId ?? id}`;
}
