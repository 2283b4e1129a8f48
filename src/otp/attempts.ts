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

/** A typed code. `address` is the client's; a back end, which asks for many people, has none. */
export type Typed = Readonly<{ verification: Verification; code: string; address?: string }>;

type Missed = Readonly<{ verification: Verification; attemptsLeft: number }>;

/**
 * Checks typed codes. Each attempt is counted before it is compared: per verification, which the last one locks; per
 * account and kind of asker, for a day; per client address, for an hour. Too many wrong codes over all shut out those
 * whose asker has not shown that the chat is theirs. These limits shut codes out, never the owner's link.
 */
@Injectable()
export class Attempts {
  private readonly logger = new Logger(Attempts.name);

  constructor(
    private readonly verifications: VerificationService,
    private readonly outbox: Outbox,
    private readonly dispatch: Dispatch,
    private readonly limits: LimitsService,
    private readonly sender: MessageSender,
    private readonly apps: Apps,
    private readonly audit: Audit,
    private readonly metrics: Metrics,
  ) {}

  /**
   * @returns the verification whose valid code it is; it is still to be consumed
   * @throws AppError `otp_invalid`, `too_many_attempts`, or why no code can be right any more
   */
  async check({ verification, code, address }: Typed, now: Date): Promise<Addressed> {
    await this.assertCalm(verification, now);
    if (address !== undefined) await this.assertFewFrom(address, now);
    const forgive = () => this.forgive(verification, address, now);
    const guesses = await this.limits.take('guess', subjectOf(verification), now);
    if (guesses.used > this.limits.rule('guess').most) throw await this.shutOut(verification, guesses, now);
    // A code that was not compared was no guess.
    const check = await this.verifications.checkCode(verification.id, code, now).catch(async (error: unknown) => {
      await forgive();
      throw error;
    });
    if (!check.isRight) throw await this.noteWrong(check, 'wrong_codes', now);
    await forgive();
    return check.verification;
  }

  /**
   * A wrong symbol was chosen, which locks the verification: each further try would make a lucky guess more likely.
   * @returns the refusal
   */
  async noteWrongSymbol(verification: Verification, now: Date): Promise<AppError> {
    await this.limits.take('guess', subjectOf(verification), now);
    return this.noteWrong({ verification, attemptsLeft: 0 }, 'wrong_symbol', now);
  }

  /** While codes are guessed everywhere, only the link and Start let in those whose chat a stranger may have typed. */
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

  /** Tells the owner, once. @returns the refusal */
  private async shutOut(verification: Verification, { used, endsAt }: Usage, now: Date): Promise<AppError> {
    if (used === this.limits.rule('guess').most + 1) await this.warn(verification, now);
    return this.tooMany('guess', endsAt, now);
  }

  private tooMany(limit: 'guess' | 'wrong_ip' | 'wrong', endsAt: Date, now: Date): AppError {
    this.metrics.rateLimited.inc({ limit });
    return new AppError('too_many_attempts', { retryAfterSeconds: secondsUntil(endsAt, now) });
  }

  /** Puts it into the audit and the counters; the last one locks the verification. @returns the refusal */
  private async noteWrong({ verification, attemptsLeft }: Missed, what: Wrong, now: Date): Promise<AppError> {
    await Promise.all([this.note('sign_in.failed', verification, now), this.countWrong(now)]);
    if (attemptsLeft === 0) await this.lock(verification, what, now);
    return new AppError('otp_invalid', { attemptsLeft });
  }

  private async countWrong(now: Date): Promise<void> {
    this.metrics.otpWrong.inc();
    this.metrics.lately.add('wrongCodes', clock.elapsed());
    const { used } = await this.limits.take('wrong', 'all', now);
    if (used === this.limits.rule('wrong').most)
      this.logger.error(
        'this many wrong codes a minute are guesses: people whose chat was typed can sign in by link only',
      );
  }

  private async lock(verification: Verification, reason: Wrong, now: Date): Promise<void> {
    // The message to retire is the one at the time of the lock: a resend may have come in between.
    const locked = await this.verifications.lock(verification, reason, now);
    await this.outbox.retire(locked?.deliveryId, now);
    if (locked) await this.note('sign_in.locked', locked, now);
  }

  private note(action: 'sign_in.failed' | 'sign_in.locked', { linkId, purpose }: Verification, now: Date) {
    const subject = { kind: 'verification', id: linkId } as const;
    return this.audit.note({ action, actor: { kind: 'anonymous' }, subject, details: { purpose } }, now);
  }

  /** Tells the owner of the guessing, once. Best effort: the guesser is already locked out. */
  private async warn({ botId, chatId, linkId, appId }: Verification, now: Date): Promise<void> {
    const subject = { kind: 'verification', id: linkId } as const;
    await this.audit.note({ action: 'sign_in.guessing_stopped', actor: { kind: 'system' }, subject }, now);
    if (chatId === undefined) return;
    const app = this.apps.brandOf(appId);
    const language = await this.dispatch.languageIn({ botId, chatId }, undefined, app);
    // Only once the count is stored.
    setImmediate(() => void this.sender.say({ botId, chatId }, textsIn(language).guessing(escaped(app.name))));
  }
}

/**
 * An account is a Telegram id; before Start was pressed there is none. What strangers guess shuts out neither the
 * person nor a back end.
 */
function subjectOf({ id, chatId, purpose, askedBy = 'service', isUnproven }: Verification): string {
  const asker = purpose === 'service' ? askedBy : isUnproven ? 'stranger' : 'person';
  return `${asker}:${chatId ?? id}`;
}
