import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit';
import type { AuditEvent, Subject } from '../audit/audit';
import { AuditRepository } from '../audit/store/audit.repository';
import { ChatRepository } from '../account/chats/chat.repository';
import { clock } from '../clock';
import { Outbox } from '../delivery/outbox';
import { LimitsService } from '../limits/limits.service';
import { Database } from '../persistence/database';
import { VerificationService, type Refused } from '../verification/verification.service';
import type { Shown } from '../verification/proof';
import { isRefused, type Verification } from '../verification/verification';
import { Bots } from '../telegram/bots/telegram.bots';
import type { Caller } from './otp.service';

/** In requests, as the `ip` limit counts them. */
const COST = 3;

/** Who ends a verification, as the audit names them. */
type By = Pick<AuditEvent, 'actor' | 'client' | 'requestId' | 'details'>;

/** Ends verifications early: the initiator cancels, or the person says "This wasn't me". */
@Injectable()
export class Endings {
  constructor(
    private readonly verifications: VerificationService,
    private readonly outbox: Outbox,
    private readonly limits: LimitsService,
    private readonly chats: ChatRepository,
    private readonly bots: Bots,
    private readonly audit: Audit,
    private readonly entries: AuditRepository,
    private readonly database: Database,
  ) {}

  /**
   * The initiator no longer wants the verification. Idempotent: a client repeats it if the answer was lost.
   * @throws AppError `verification_not_found`, or why it cannot be cancelled any more
   */
  async cancelBegun(shown: Shown): Promise<void> {
    const begun = await this.verifications.getBegun(shown);
    await this.database.together(() => this.cancel(begun, { actor: { kind: 'anonymous' } }));
  }

  /** As `cancelBegun`, for a back end's verification. */
  async cancelAsked(id: string, { keyId, ...source }: Caller): Promise<void> {
    const asked = await this.verifications.getAsked(id, keyId);
    const { purpose } = asked;
    const by = { actor: { kind: 'service', id: keyId }, details: { purpose }, ...source } as const;
    await this.database.together(() => this.cancel(asked, by));
  }

  /**
   * "This wasn't me": ends the verification and removes its message. It costs the origin as much as three more
   * requests; a typed chat with three denials in an hour is left alone until its person presses Start. A denial that a
   * crash cut off is completed.
   * @throws AppError if it is already over
   */
  deny(verification: Verification, where: Refused, now: Date): Promise<void> {
    return this.database.together(() => this.end(verification, where, now));
  }

  private async end(verification: Verification, where: Refused, now: Date): Promise<void> {
    const subject = { kind: 'verification', id: verification.linkId } as const;
    const isCutOff = verification.status === 'cancelled' && !(await this.isExplained(subject));
    const denied = isCutOff ? verification : await this.verifications.deny(verification, where, now);
    const { deliveryId, origin, chatId, isUnproven } = denied;
    await this.outbox.retire(deliveryId, now);
    await Promise.all([
      this.audit.note({ action: 'sign_in.denied', actor: { kind: 'user' }, subject }, now),
      this.limits.take('ip', origin, now, COST),
      isUnproven && chatId !== undefined && this.count(chatId, subject, now),
    ]);
  }

  private async cancel(before: Verification, by: By): Promise<void> {
    const now = clock.now();
    const cancelled = await this.verifications.cancel(before.id, now);
    await this.outbox.retire(cancelled.deliveryId, now);
    if (isRefused(cancelled)) return;
    const subject = { kind: 'verification', id: cancelled.linkId } as const;
    await this.audit.noteOnce({ action: 'sign_in.cancelled', subject, ...by }, cancelled.createdAt, now);
  }

  /** Whether what ended it is in the audit: the entry is the last step of each ending. */
  private async isExplained(subject: Subject): Promise<boolean> {
    const actions = ['sign_in.denied', 'sign_in.cancelled'] as const;
    const found = await Promise.all(actions.map((action) => this.entries.list({ subject, action }, { limit: 1 })));
    return found.flat().length > 0;
  }

  private async count(chatId: number, subject: Subject, now: Date): Promise<void> {
    const { used } = await this.limits.take('denial', chatId, now);
    if (used < this.limits.rule('denial').most) return;
    const botIds = this.bots.all.map(({ id }) => id);
    await this.chats.pause(chatId, botIds, now);
    await this.audit.note({ action: 'chat.paused', actor: { kind: 'system' }, subject }, now);
  }
}
