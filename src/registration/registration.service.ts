import { Injectable } from '@nestjs/common';
import { clock } from '../clock';
import { Outbox } from '../delivery/outbox';
import type { Client } from '../http/client';
import { LimitsService, rateLimited } from '../limits/limits.service';
import { OtpService } from '../otp/otp.service';
import { statusAt, type Verification } from '../otp/verification';
import { Dispatch } from './dispatch';
import { Idempotency } from './idempotency';
import {
  toStarted,
  toVerificationStatus,
  type RegisterDto,
  type StartedDto,
  type VerificationStatusDto,
} from './registration.dto';
import { StartLinks } from './start.links';

/** The story of a person who registers, until the message is in Telegram; `SignInService` tells how it goes on. */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly otp: OtpService,
    private readonly outbox: Outbox,
    private readonly dispatch: Dispatch,
    private readonly startLinks: StartLinks,
    private readonly limits: LimitsService,
    private readonly idempotency: Idempotency,
  ) {}

  async register(request: RegisterDto, client: Client, idempotencyKey?: string): Promise<StartedDto> {
    const now = clock.now();
    await this.limits.spend('ip', client.address, now);
    const key = idempotencyKey ? { key: idempotencyKey, address: client.address } : undefined;
    const id = key && (await this.idempotency.verificationId(key, request, now));
    const known = id && (await this.otp.find(id));
    if (!known) return this.started(await this.open(request, client, id, now), now);
    await this.startLinks.whenTried(known);
    // The first try may have ended between the two writes; where it did not, this changes nothing.
    if (known.chatId !== undefined && statusAt(known, now) === 'sending') await this.dispatch.send(known, now);
    return this.started(known, now);
  }

  async status(id: string): Promise<VerificationStatusDto> {
    return this.describe(await this.otp.get(id), clock.now());
  }

  async resend(id: string, client: Client): Promise<StartedDto> {
    const now = clock.now();
    await this.limits.spend('ip', client.address, now);
    const before = await this.otp.get(id);
    if (['verified', 'locked', 'cancelled'].includes(statusAt(before, now))) throw this.otp.refusal(before, now);
    if (before.resendAt > now) throw rateLimited(before.resendAt, now);
    const renewed = await this.dispatch.sendAnew(before, now);
    // Somebody else's resend, use or cancellation came first.
    if (!renewed) throw rateLimited((await this.otp.get(id)).resendAt, now);
    return this.started(renewed, now);
  }

  async cancel(id: string): Promise<void> {
    const now = clock.now();
    // Whoever repeats it did not get the answer.
    if ((await this.otp.get(id)).status === 'cancelled') return;
    const cancelled = await this.otp.cancel(id, now);
    await this.outbox.retire(cancelled.deliveryId, now);
  }

  async describe(verification: Verification, now: Date): Promise<VerificationStatusDto> {
    const delivery = await this.outbox.find(verification.deliveryId);
    return toVerificationStatus(verification, delivery, this.otp.attemptsLeft(verification), now);
  }

  private started(verification: Verification, now: Date): StartedDto {
    return toStarted(verification, this.startLinks.of(verification), now);
  }

  private async open(request: RegisterDto, client: Client, id: string | undefined, now: Date): Promise<Verification> {
    const chatId = request.telegram_chat_id;
    const botId = await this.startLinks.chooseBot(chatId);
    if (chatId !== undefined) await this.outbox.assertRoom(botId);
    if (chatId !== undefined) await this.limits.spend('chat', chatId, now);
    const draft = this.otp.draft(
      {
        id,
        applicant: {
          name: request.name,
          email: request.email,
          phone: request.phone,
          telegramUsername: request.telegram_username,
        },
        requester: { browser: client.browser, system: client.system },
        botId,
        chatId,
      },
      now,
    );
    // Written at once, acknowledged together: a message without its verification waits, and is given up in time.
    const [isFirst] = await Promise.all([
      this.otp.store(draft),
      chatId === undefined ? undefined : this.dispatch.send(draft, now),
    ]);
    return isFirst ? draft : this.otp.get(draft.id);
  }
}
