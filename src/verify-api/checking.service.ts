import { Injectable, Logger } from '@nestjs/common';
import { AccountService } from '../account/account.service';
import { ChatRepository } from '../account/chats/chat.repository';
import { Audit } from '../audit/audit';
import { clock } from '../clock';
import { Outbox } from '../delivery/outbox';
import { AppError } from '../errors';
import { VerificationService } from '../verification/verification.service';
import { isRefused, type Verification } from '../verification/verification';
import { CodeDoor } from '../otp/sign-in/code.door';
import { StepUp } from '../otp/sign-in/step.up';
import type { Caller } from './api.key.guard';
import { toAskedStatus, toChecked, type AskedStatusDto, type CheckedDto } from './verify-api.dto';

/** What becomes of what a back end asked for. No code that is right here opens a session. */
@Injectable()
export class CheckingService {
  private readonly logger = new Logger(CheckingService.name);

  constructor(
    private readonly otp: VerificationService,
    private readonly codes: CodeDoor,
    private readonly stepUp: StepUp,
    private readonly outbox: Outbox,
    private readonly accounts: AccountService,
    private readonly chats: ChatRepository,
    private readonly audit: Audit,
  ) {}

  /**
   * The right code is good once.
   * @throws AppError `otp_invalid`, `too_many_attempts`, `already_used`, `verification_expired`, `verification_not_found`,
   * `account_disabled`, `step_up_required`
   */
  async check(id: string, code: string, caller: Caller): Promise<CheckedDto> {
    const now = clock.now();
    const asked = await this.otp.getAsked(id, caller.keyId);
    const verification = await this.codes.check({ verification: asked, code }, now);
    const user = await this.accounts.findByTelegramId(verification.chatId!);
    if (user?.disabledAt) throw new AppError('account_disabled');
    await this.stepUp.pass(verification, byService(caller), now);
    await this.otp.consume(verification, { door: 'otp', userId: user?.id }, now);
    const { botId, chatId, deliveryId } = verification;
    await Promise.all([
      this.outbox.retire(deliveryId, now).catch((error: unknown) => {
        this.logger.error({ msg: 'a message that was used is not called back yet', delivery: deliveryId, error });
      }),
      this.chats.noteAnswered(botId, chatId!),
      this.note('service.verification_checked', verification, caller, now),
    ]);
    return toChecked(verification, user?.id);
  }

  async status(id: string, { keyId }: Caller): Promise<AskedStatusDto> {
    const verification = await this.otp.getAsked(id, keyId);
    return toAskedStatus(verification, this.otp.attemptsLeft(verification), clock.now());
  }

  /** @throws AppError `verification_not_found`, or why it cannot be cancelled any more */
  async cancel(id: string, caller: Caller): Promise<void> {
    const now = clock.now();
    const before = await this.otp.getAsked(id, caller.keyId);
    // Whoever repeats it did not get the answer.
    const cancelled = before.status === 'cancelled' ? before : await this.otp.cancel(id, now);
    await this.outbox.retire(cancelled.deliveryId, now);
    if (!isRefused(cancelled)) await this.note('sign_in.cancelled', cancelled, caller, now);
  }

  private note(
    action: 'service.verification_checked' | 'sign_in.cancelled',
    { linkId, purpose, createdAt }: Verification,
    caller: Caller,
    now: Date,
  ): Promise<void> {
    const subject = { kind: 'verification', id: linkId } as const;
    return this.audit.noteOnce({ action, ...byService(caller), subject, details: { purpose } }, createdAt, now);
  }
}

const byService = ({ keyId, client, requestId }: Caller) =>
  ({ actor: { kind: 'service', id: keyId }, client, requestId }) as const;
