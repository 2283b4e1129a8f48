import { Injectable } from '@nestjs/common';
import { AccountService } from '../account/account.service';
import { Audit } from '../audit/audit';
import { clock } from '../clock';
import { Outbox } from '../delivery/outbox';
import { AppError } from '../errors';
import { LimitsService, rateLimited } from '../limits/limits.service';
import { VerificationService } from '../verification/verification.service';
import { statusAt, type Verification } from '../verification/verification';
import { BotChoice } from '../otp/request/bot.choice';
import { budgetOf, Dispatch } from '../otp/request/dispatch';
import { Idempotency } from '../otp/idempotency/idempotency';
import type { Caller } from './api.key.guard';
import { toAsked, type AskDto, type AskedDto } from './verify-api.dto';

const UNNAMED = { browser: '', system: '' };

/** The story of a back end that wants something confirmed, until the message is in Telegram; `CheckingService` goes on. */
@Injectable()
export class AskingService {
  constructor(
    private readonly otp: VerificationService,
    private readonly outbox: Outbox,
    private readonly dispatch: Dispatch,
    private readonly choice: BotChoice,
    private readonly accounts: AccountService,
    private readonly limits: LimitsService,
    private readonly idempotency: Idempotency,
    private readonly audit: Audit,
  ) {}

  /** @throws AppError `rate_limited`, `overloaded`, `user_not_found`, `account_disabled` */
  async ask(request: AskDto, caller: Caller, idempotencyKey?: string): Promise<AskedDto> {
    const now = clock.now();
    await this.limits.spend('key', caller.keyId, now);
    const key = idempotencyKey !== undefined ? { key: idempotencyKey, sender: `key ${caller.keyId}` } : undefined;
    const id = key && (await this.idempotency.verificationId(key, request, now));
    const asked = (id && (await this.otp.find(id))) || (await this.open(request, caller, id, now));
    // The first try may have ended between the writes; where it did not, this changes nothing.
    await this.note(asked, caller, now);
    if (statusAt(asked, now) === 'sending') await this.dispatch.send(asked, now, request.language);
    return toAsked(await this.otp.get(asked.id), now);
  }

  /** @throws AppError `rate_limited`, `overloaded`, `verification_not_found`, or why it is over */
  async resend(id: string, caller: Caller): Promise<AskedDto> {
    const now = clock.now();
    await this.limits.spend('key', caller.keyId, now);
    const before = await this.otp.getAsked(id, caller.keyId);
    if (['verified', 'locked', 'cancelled'].includes(statusAt(before, now))) throw this.otp.refusal(before, now);
    if (before.resendAt > now) throw rateLimited(before.resendAt, now);
    const isRenewed = (await this.dispatch.sendAnew(before, now)) !== undefined;
    const after = await this.otp.get(id);
    // Somebody else's resend, check or cancellation came first.
    if (!isRenewed) throw rateLimited(after.resendAt, now);
    return toAsked(after, now);
  }

  /** Of requests that come together with one key one is stored, and all are about that one. */
  private async open(request: AskDto, caller: Caller, id: string | undefined, now: Date): Promise<Verification> {
    const chatId = await this.chatOf(request);
    const botId = await this.choice.forMessage(chatId);
    await this.outbox.assertRoom(botId);
    const { keyId: askedBy, client, requestId } = caller;
    const asked = {
      purpose: 'service',
      applicant: {},
      requester: UNNAMED,
      origin: client.address,
      requestId,
      askedBy,
    } as const;
    const budget = budgetOf({ ...asked, isUnproven: false, chatId });
    await this.limits.spend(budget.name, budget.subject, now);
    const draft = this.otp.draft({ id, ...asked, reason: request.reason, botId, chatId }, now);
    if (await this.otp.store(draft)) return draft;
    await this.limits.giveBack(budget.name, budget.subject, now);
    return this.otp.get(draft.id);
  }

  private async chatOf({ telegram_chat_id: chatId, user_id: userId }: AskDto): Promise<number> {
    const user =
      userId === undefined ? await this.accounts.findByTelegramId(chatId!) : await this.accounts.find(userId);
    if (userId !== undefined && !user) throw new AppError('user_not_found');
    if (user?.disabledAt) throw new AppError('account_disabled');
    return chatId ?? user!.telegramId;
  }

  private note({ linkId, createdAt }: Verification, { keyId, client, requestId }: Caller, now: Date): Promise<void> {
    const subject = { kind: 'verification', id: linkId } as const;
    const actor = { kind: 'service', id: keyId } as const;
    const event = { action: 'service.verification_requested', actor, subject, client, requestId } as const;
    return this.audit.noteOnce(event, createdAt, now);
  }
}
