import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit';
import { Outbox } from '../delivery/outbox';
import { textsIn } from '../delivery/texts';
import { AppError, secondsUntil } from '../errors';
import { LimitsService } from '../limits/limits.service';
import type { Usage } from '../limits/limit.repository';
import { OtpService, type CodeCheck } from '../otp/otp.service';
import type { Purpose, Verification } from '../otp/verification';
import { MessageSender } from '../telegram/message.sender';
import { Dispatch } from './dispatch';

/** A code that somebody typed, for a verification of one of these purposes, and of this caller: no other takes it. */
export type Typed = Readonly<{ id: string; code: string; purposes: readonly Purpose[]; caller?: string }>;

/**
 * Where codes are typed. Each try is counted before it is compared: for its verification, which the last one locks, and for
 * the account, over all its verifications, for a day. A lock shuts codes out, never the owner's link.
 */
@Injectable()
export class CodeDoor {
  constructor(
    private readonly otp: OtpService,
    private readonly outbox: Outbox,
    private readonly dispatch: Dispatch,
    private readonly limits: LimitsService,
    private readonly sender: MessageSender,
    private readonly audit: Audit,
  ) {}

  /**
   * @returns the verification whose living code it is; it is still to be consumed
   * @throws AppError `otp_invalid`, `too_many_attempts`, `verification_not_found`, or why no code can be right any more
   */
  async check({ id, code, purposes, caller }: Typed, now: Date): Promise<Verification> {
    const verification = await this.otp.getFor(purposes, id, caller);
    const guesses = await this.limits.take('guess', subjectOf(verification), now);
    if (guesses.used > this.limits.rule('guess').most) throw await this.closed(verification, guesses, now);
    const check = await this.compare(verification, code, now);
    if (!check.isRight) throw await this.refuse(check, now);
    await this.limits.giveBack('guess', subjectOf(verification), now);
    return check.verification;
  }

  /** A wrong sign was chosen for it: there is one try, for a second one would be half a guess. */
  async closeFor(verification: Verification, now: Date): Promise<AppError> {
    await this.limits.take('guess', subjectOf(verification), now);
    return this.refuse({ verification, isRight: false, attemptsLeft: 0 }, now);
  }

  /** What was not compared was no guess. */
  private async compare(verification: Verification, code: string, now: Date): Promise<CodeCheck> {
    try {
      return await this.otp.checkCode(verification.id, code, now);
    } catch (error) {
      await this.limits.giveBack('guess', subjectOf(verification), now);
      throw error;
    }
  }

  private async closed(verification: Verification, { used, endsAt }: Usage, now: Date): Promise<AppError> {
    if (used === this.limits.rule('guess').most + 1) await this.warn(verification, now);
    return new AppError('too_many_attempts', { retryAfterSeconds: secondsUntil(endsAt, now) });
  }

  private async refuse({ verification, attemptsLeft }: CodeCheck, now: Date): Promise<AppError> {
    await this.note('sign_in.failed', verification, now);
    if (attemptsLeft === 0) await this.lock(verification, now);
    return new AppError('otp_invalid', { attemptsLeft });
  }

  private async lock(verification: Verification, now: Date): Promise<void> {
    // The message is the one of now: a resend may have come in between.
    const locked = await this.otp.lock(verification, now);
    await this.outbox.retire(locked?.deliveryId, now);
    if (locked) await this.note('sign_in.locked', locked, now);
  }

  private note(action: 'sign_in.failed' | 'sign_in.locked', { linkId, purpose }: Verification, now: Date) {
    const subject = { kind: 'verification', id: linkId } as const;
    return this.audit.note({ action, actor: { kind: 'anonymous' }, subject, details: { purpose } }, now);
  }

  /** Its owner is told once that somebody is guessing. Best effort: whoever guesses has been shut out. */
  private async warn({ botId, chatId, linkId }: Verification, now: Date): Promise<void> {
    const subject = { kind: 'verification', id: linkId } as const;
    await this.audit.note({ action: 'sign_in.guessing_stopped', actor: { kind: 'system' }, subject }, now);
    if (chatId === undefined) return;
    const { language } = await this.dispatch.receptionIn({ botId, chatId });
    void this.sender.say({ botId, chatId }, textsIn(language).guessing);
  }
}

/** An account is a Telegram id; before Start was pressed there is none. */
const subjectOf = ({ id, chatId }: Verification): string | number => chatId ?? id;
