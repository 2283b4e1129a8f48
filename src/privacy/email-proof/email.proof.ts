import { Injectable } from '@nestjs/common';
import { AccountService } from '../../account/account.service';
import { ProfileService } from '../../account/profile.service';
import type { User } from '../../account/users/user';
import type { Language } from '../../config/languages';
import { clock } from '../../clock';
import { Notices } from '../../delivery/notices';
import { AppError, secondsUntil } from '../../errors';
import type { Source } from '../../http/request/client';
import { hashOf } from '../../ids';
import { LimitsService } from '../../limits/limits.service';
import type { Session } from '../../session/store/session.repository';
import { EmailCodes, endOf, newChallenge } from './email.codes';

/** Where a code was sent, and until when it is valid. */
export type CodeSent = Readonly<{ email: string; expiresAt: Date }>;

/** Lets people prove that the e-mail of their account is theirs, by a code that is sent to it. */
@Injectable()
export class EmailProof {
  constructor(
    private readonly accounts: AccountService,
    private readonly profiles: ProfileService,
    private readonly limits: LimitsService,
    private readonly codes: EmailCodes,
    private readonly notices: Notices,
  ) {}

  /**
   * Sends a code, and invalidates earlier ones. What it is derived from is stored first: a code that arrives although
   * the mail server was too slow to confirm it is valid.
   * @param spoken the language for a user who has chosen none
   * @throws AppError `not_found` without a mail server; `precondition_failed` if there is nothing to prove;
   * `rate_limited`; and as `Mailer.send`
   */
  async send({ userId }: Session, spoken: Language): Promise<CodeSent> {
    if (!this.codes.areSent) throw new AppError('not_found');
    const now = clock.now();
    const user = await this.accounts.get(userId);
    const { email } = user;
    if (email === undefined || user.emailVerifiedAt) throw new AppError('precondition_failed');
    await this.limits.spend('mail', userId, now);
    await this.limits.spend('mail_address', hashOf(email), now);
    const challenge = newChallenge(now);
    await this.profiles.challengeEmail(userId, { email, challenge });
    await this.codes.send({ userId, email, challenge }, user.language ?? spoken).catch(async (error: unknown) => {
      await this.limits.giveBack('mail', userId, now);
      await this.limits.giveBack('mail_address', hashOf(email), now);
      throw error;
    });
    return { email, expiresAt: endOf(challenge) };
  }

  /**
   * An attempt is counted before the code is compared.
   * @throws AppError `not_found` without a mail server; `verification_expired` if no code is awaited; `otp_invalid`;
   * `too_many_attempts`
   */
  async check({ userId }: Session, given: string, source: Source): Promise<User> {
    if (!this.codes.areSent) throw new AppError('not_found');
    const now = clock.now();
    const { email, emailChallenge: challenge } = await this.accounts.get(userId);
    if (email === undefined || challenge === undefined || endOf(challenge) <= now)
      throw new AppError('verification_expired');
    const { used } = await this.limits.take('mail_code', challenge, now);
    const { most } = this.limits.rule('mail_code');
    if (used > most)
      throw new AppError('too_many_attempts', { retryAfterSeconds: secondsUntil(endOf(challenge), now) });
    const attemptsLeft = most - used;
    if (!this.codes.isCode(given, { userId, email, challenge })) throw new AppError('otp_invalid', { attemptsLeft });
    const { user, former } = await this.profiles.verifyEmail(userId, { email, challenge }, now, source);
    await Promise.all(former.map((id) => this.tellFormer(id)));
    return user;
  }

  /** Another person reads the mailbox: the account that had proven the e-mail is told so, but not who it was. */
  private async tellFormer(id: string): Promise<void> {
    const owner = await this.accounts.find(id).catch(() => undefined);
    if (owner) this.notices.leave(owner, ({ emailProvenElsewhere: html }) => ({ html }));
  }
}
