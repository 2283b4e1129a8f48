import { Injectable } from '@nestjs/common';
import { Audit } from '../../audit/audit';
import type { Subject } from '../../audit/audit';
import { AuditRepository } from '../../audit/store/audit.repository';
import { ChatRepository } from '../../account/chats/chat.repository';
import { Outbox } from '../../delivery/outbox';
import { LimitsService } from '../../limits/limits.service';
import { VerificationService, type Refused } from '../../verification/verification.service';
import type { Verification } from '../../verification/verification';
import { Bots } from '../../telegram/bots/telegram.bots';

/** Requests. */
const COST = 3;

/** "This wasn't me": in the message, and on the page behind its link. */
@Injectable()
export class Denials {
  constructor(
    private readonly otp: VerificationService,
    private readonly outbox: Outbox,
    private readonly limits: LimitsService,
    private readonly chats: ChatRepository,
    private readonly bots: Bots,
    private readonly audit: Audit,
    private readonly entries: AuditRepository,
  ) {}

  /**
   * Ends the verification and takes its message away. It costs the origin as much as asking three times more; and
   * whoever is asked three times in an hour is left alone until they press Start. A denial that a crash cut off goes on.
   * @throws AppError where it is over already
   */
  async deny(verification: Verification, where: Refused, now: Date): Promise<void> {
    const subject = { kind: 'verification', id: verification.linkId } as const;
    const isCutOff = verification.status === 'cancelled' && !(await this.isExplained(subject));
    const denied = isCutOff ? verification : await this.otp.deny(verification, where, now);
    const { deliveryId, origin, chatId, isUnproven } = denied;
    await this.outbox.retire(deliveryId, now);
    await Promise.all([
      this.audit.note({ action: 'sign_in.denied', actor: { kind: 'user' }, subject }, now),
      this.limits.take('ip', origin, now, COST),
      isUnproven && this.count(chatId!, subject, now),
    ]);
  }

  /** Whoever ends one says so when it is done. */
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
