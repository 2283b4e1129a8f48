import { Injectable } from '@nestjs/common';
import { AccountService } from '../account/account.service';
import { isDormant, type User } from '../account/users/user';
import { Audit, type AuditEvent } from '../audit/audit';
import { AppError } from '../errors';
import { LimitsService } from '../limits/limits.service';
import type { Addressed, Verification } from '../verification/verification';

/** Who asks, as the audit names them. */
type Asker = Pick<AuditEvent, 'actor' | 'client' | 'requestId'>;

/**
 * Guards every door. An account unused for half a year may have changed hands with its phone number, so Telegram alone
 * does not open it: its e-mail must be named too. One without an e-mail waits until an administrator enables it.
 */
@Injectable()
export class StepUp {
  constructor(
    private readonly accounts: AccountService,
    private readonly limits: LimitsService,
    private readonly audit: Audit,
  ) {}

  /**
   * For a verification whose code or link was right.
   * @throws AppError `step_up_required`; `rate_limited` after a day's worth of wrong e-mails, even for the right one
   */
  async pass(verification: Addressed, by: Asker, now: Date): Promise<void> {
    const user = await this.accounts.findByTelegramId(verification.chatId);
    if (!user || user.disabledAt || !isDormant(user, now)) return;
    const answer = answerIn(verification, user);
    // One link may be opened again and again: missing answers are counted, too, so that only the first few are noted.
    const counted = await this.limits.take('step_up', answer === 'none' ? `${user.id} unanswered` : user.id, now);
    const tooMany = counted.used - this.limits.rule('step_up').most;
    if (answer === 'right' && tooMany <= 0) return this.limits.giveBack('step_up', user.id, now);
    const told = answer !== 'none' && tooMany > 0 ? 'too_many' : answer;
    const { purpose, linkId } = verification;
    const details = { purpose, answer: told, verification: linkId };
    const noted = { action: 'sign_in.step_up_refused', subject: { kind: 'user', id: user.id }, details } as const;
    if (tooMany <= 1) await this.audit.note({ ...noted, ...by }, now);
    if (told === 'too_many') this.limits.assertWithin('step_up', counted, now);
    throw new AppError('step_up_required');
  }
}

function answerIn({ applicant: { email } }: Verification, user: User): 'right' | 'wrong' | 'none' {
  if (email === undefined || user.email === undefined) return 'none';
  return email === user.email ? 'right' : 'wrong';
}
