import { Injectable, Logger } from '@nestjs/common';
import { AccountService } from '../account/account.service';
import { clock } from '../clock';
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
  private readonly logger = new Logger(SignInService.name);

  constructor(
    private readonly otp: OtpService,
    private readonly outbox: Outbox,
    private readonly accounts: AccountService,
    private readonly sessions: SessionService,
  ) {}

  async byCode(id: string, code: string, client: Client): Promise<SessionDto> {
    const now = clock.now();
    const { verification, isRight, attemptsLeft } = await this.otp.checkCode(id, code, now);
    if (isRight) return this.signIn(verification, 'otp', client, now);
    if (attemptsLeft === 0) await this.lock(verification, now);
    throw new AppError('otp_invalid', { attemptsLeft });
  }

  async byLink(token: string, client: Client): Promise<SessionDto> {
    const now = clock.now();
    return this.signIn(await this.otp.checkLink(token, now), 'link', client, now);
  }

  async linkDetails(token: string): Promise<LinkDetailsDto> {
    const now = clock.now();
    return toLinkDetails(await this.otp.checkLink(token, now), now);
  }

  /**
   * In this order nobody gets a session that was not paid for, and a crash before that is repaired by trying again. A
   * message that cannot be called back goes at its time.
   */
  private async signIn(verification: Verification, door: Door, client: Client, now: Date): Promise<SessionDto> {
    const { applicant, chatId, deliveryId } = verification;
    const user = await this.accounts.welcome({ ...applicant, telegramId: chatId! }, now);
    await this.otp.consume(verification, door, now);
    const { browser, system } = client;
    const session = await this.sessions.open({ userId: user.id, door, browser, system }, clock.wall());
    await this.outbox.retire(deliveryId, now).catch((error: unknown) => {
      this.logger.error({ msg: 'a message that was used is not called back yet', delivery: deliveryId, error });
    });
    return toSession(user, session);
  }

  private async lock(verification: Verification, now: Date): Promise<void> {
    // The message is the one of now: a resend may have come in between.
    const locked = await this.otp.lock(verification, now);
    await this.outbox.retire(locked?.deliveryId, now);
  }
}
