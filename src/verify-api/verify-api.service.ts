import { Injectable } from '@nestjs/common';
import { AccountService } from '../account/account.service';
import { clock } from '../clock';
import { AppError } from '../errors';
import { Endings } from '../otp/endings';
import { OtpService, type Caller } from '../otp/otp.service';
import { SignInService } from '../otp/sign-in.service';
import { VerificationService } from '../verification/verification.service';
import { toAsked, toAskedStatus, toChecked, type AskDto, type AskedDto } from './verify-api.dto';
import type { AskedStatusDto, CheckedDto } from './verify-api.dto';

/** What a back end asks for, in the terms of its API. */
@Injectable()
export class VerifyApiService {
  constructor(
    private readonly otp: OtpService,
    private readonly signIns: SignInService,
    private readonly endings: Endings,
    private readonly verifications: VerificationService,
    private readonly accounts: AccountService,
  ) {}

  /** @throws AppError `rate_limited`, `overloaded`, `telegram_unavailable`, `user_not_found`, `account_disabled` */
  async ask(body: AskDto, caller: Caller, key?: string): Promise<AskedDto> {
    const { reason, language } = body;
    const repeatable = key === undefined ? undefined : { key, sender: `key ${caller.keyId}`, body };
    const asked = await this.otp.ask({ reason, language, repeatable }, caller, () => this.chatOf(body));
    return toAsked(asked, clock.now());
  }

  /** @throws AppError as `OtpService.resendAsked` */
  async resend(id: string, caller: Caller): Promise<AskedDto> {
    return toAsked(await this.otp.resendAsked(id, caller), clock.now());
  }

  /** @throws AppError as `SignInService.confirm` */
  async check(id: string, code: string, caller: Caller): Promise<CheckedDto> {
    return toChecked(await this.signIns.confirm(id, code, caller));
  }

  /** @throws AppError `verification_not_found` */
  async status(id: string, { keyId }: Caller): Promise<AskedStatusDto> {
    const asked = await this.verifications.getAsked(id, keyId);
    return toAskedStatus(asked, this.verifications.attemptsLeft(asked), clock.now());
  }

  /** @throws AppError as `Endings.cancelAsked` */
  cancel(id: string, caller: Caller): Promise<void> {
    return this.endings.cancelAsked(id, caller);
  }

  private async chatOf({ telegram_chat_id: chatId, user_id: userId }: AskDto): Promise<number> {
    const named = userId === undefined ? undefined : await this.accounts.find(userId);
    const telegramId = chatId ?? named?.telegramId;
    if (telegramId === undefined) throw new AppError('user_not_found');
    const user = named ?? (await this.accounts.findByTelegramId(telegramId));
    if (user?.disabledAt) throw new AppError('account_disabled');
    return telegramId;
  }
}
