import { Injectable } from '@nestjs/common';
import { AccountService } from '../account/account.service';
import { isDormant, type User } from '../account/users/user';
import { Audit, type AuditEvent } from '../audit/audit';
import { AppError } from '../errors';
import { LimitsService } from '../limits/limits.service';
import type { Addressed, Verification } from '../verification/verification';

/** Who wants to know, as the audit names them. */
type Asker = Pick<AuditEvent, 'actor' | 'client' | 'requestId'>;

/**
 * Stands before every door. An account that was not used for half a year may have changed hands with its phone number, so
 * Telegram alone does not open it: its e-mail must be named too. One without an e-mail waits until an administrator enables it.
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
   * @throws AppError `step_up_required`; `rate_limited` after the wrong e-mails of a day, for the right one, too
   */
  async pass(verification: Addressed, by: Asker, now: Date): Promise<void> {
    const user = await this.accounts.findByTelegramId(verification.chatId);
    if (!user || user.disabledAt || !isDormant(user, now)) return;
    const answer = answerIn(verification, user);
    // One link may be opened again and again: what is no answer is counted to note it a few times and no more.
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
