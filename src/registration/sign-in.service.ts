import { Injectable } from '@nestjs/common';
import { AccountService } from '../account/account.service';
import { Outbox } from '../delivery/outbox';
import { AppError } from '../errors';
import type { Client } from '../http/client';
import { OtpService } from '../otp/otp.service';
import type { Door, Verification } from '../otp/verification';
import { SessionService } from '../session/session.service';
import { toLinkDetails, toSession, type LinkDetailsDto, type SessionDto } from './registration.dto';

/** The doors of one message: the first that is used wins, and the message goes. */
@Injectable()
export class SignInService {
  constructor(
    private readonly otp: OtpService,
    private readonly outbox: Outbox,
    private readonly accounts: AccountService,
    private readonly sessions: SessionService,
  ) {}

  async byCode(id: string, code: string, client: Client): Promise<SessionDto> {
    const now = new Date();
    const { verification, isRight, attemptsLeft } = await this.otp.checkCode(id, code, now);
    if (isRight) return this.signIn(verification, 'otp', client, now);
    if (attemptsLeft === 0) await this.lock(verification, now);
    throw new AppError('otp_invalid', { attemptsLeft });
  }

  async byLink(token: string, client: Client): Promise<SessionDto> {
    const now = new Date();
    return this.signIn(await this.otp.checkLink(token, now), 'link', client, now);
  }

  async linkDetails(token: string): Promise<LinkDetailsDto> {
    const now = new Date();
    return toLinkDetails(await this.otp.checkLink(token, now), now);
  }

  /** In this order a crash in between is repaired by trying again: nobody gets a session that was not paid for. */
  private async signIn(verification: Verification, door: Door, client: Client, now: Date): Promise<SessionDto> {
    const { applicant, chatId, deliveryId } = verification;
    const user = await this.accounts.welcome({ ...applicant, telegramId: chatId! }, now);
    await this.otp.consume(verification, door, now);
    await this.outbox.retire(deliveryId, now);
    const { browser, system } = client;
    return toSession(user, await this.sessions.open({ userId: user.id, door, browser, system }, now));
  }

  private async lock(verification: Verification, now: Date): Promise<void> {
    // The message is the one of now: a resend may have come in between.
    const locked = await this.otp.lock(verification);
    await this.outbox.retire(locked?.deliveryId, now);
  }
}
