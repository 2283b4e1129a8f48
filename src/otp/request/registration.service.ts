import { Injectable } from '@nestjs/common';
import { Apps } from '../../apps/apps';
import { Audit } from '../../audit/audit';
import { clock } from '../../clock';
import { Outbox } from '../../delivery/outbox';
import type { Client } from '../../http/request/client';
import { isStrongKey } from '../../http/request/idempotency.key';
import { timeOrderedId } from '../../ids';
import { LimitsService, rateLimited } from '../../limits/limits.service';
import { VerificationService } from '../../verification/verification.service';
import { idOf, type Shown } from '../../verification/proof';
import { isRefused, statusAt, type Verification } from '../../verification/verification';
import { Asker } from './asker';
import { Dispatch } from './dispatch';
import { Idempotency } from '../idempotency/idempotency';
import {
  toStarted,
  toVerificationStatus,
  type RegisterDto,
  type StartedDto,
  type VerificationStatusDto,
} from '../../registration/registration.dto';
import { StartLinks } from './start.links';

/** What comes with a request, where it does: a key by which it is repeated, and the cookie of its browser. */
type Sent = Readonly<{ idempotencyKey?: string; flow?: string }>;

/** The story of a person who registers, until the message is in Telegram; `SignInService` tells how it goes on. */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly otp: VerificationService,
    private readonly outbox: Outbox,
    private readonly dispatch: Dispatch,
    private readonly startLinks: StartLinks,
    private readonly limits: LimitsService,
    private readonly idempotency: Idempotency,
    private readonly asker: Asker,
    private readonly apps: Apps,
    private readonly audit: Audit,
  ) {}

  async register(request: RegisterDto, client: Client, { idempotencyKey, flow }: Sent = {}): Promise<StartedDto> {
    const now = clock.now();
    await this.limits.spend('ip', client.address, now);
    const key =
      idempotencyKey !== undefined ? { key: idempotencyKey, sender: senderOf(idempotencyKey, client) } : undefined;
    const proof = key ? await this.idempotency.proof(key, request, now) : timeOrderedId(now);
    const known = key && (await this.otp.findBegun(proof));
    if (!known) return this.started(await this.open(request, client, { proof, flow }, now), proof, now);
    if (flow !== undefined) await this.otp.bind(known, flow);
    await this.startLinks.whenTried(known);
    // The first try may have ended between the two writes; where it did not, this changes nothing.
    if (known.chatId !== undefined && statusAt(known, now) === 'sending') await this.dispatch.send(known, now);
    return this.started(known, proof, now);
  }

  async status(shown: Shown): Promise<VerificationStatusDto> {
    return this.describe(await this.otp.getBegun(shown), shown.proof, clock.now());
  }

  async resend(shown: Shown, client: Client): Promise<StartedDto> {
    const now = clock.now();
    await this.limits.spend('ip', client.address, now);
    const before = await this.otp.getBegun(shown);
    if (['verified', 'locked', 'cancelled'].includes(statusAt(before, now))) throw this.otp.refusal(before, now);
    if (before.resendAt > now) throw rateLimited(before.resendAt, now);
    const renewed = await this.dispatch.sendAnew(before, now);
    // Somebody else's resend, use or cancellation came first.
    if (!renewed) throw rateLimited((await this.otp.get(before.id)).resendAt, now);
    return this.started(renewed, shown.proof, now);
  }

  async cancel(shown: Shown): Promise<void> {
    const now = clock.now();
    const before = await this.otp.getBegun(shown);
    // Whoever repeats it did not get the answer.
    const cancelled = before.status === 'cancelled' ? before : await this.otp.cancel(before.id, now);
    await this.outbox.retire(cancelled.deliveryId, now);
    if (isRefused(cancelled)) return;
    const subject = { kind: 'verification', id: cancelled.linkId } as const;
    const event = { action: 'sign_in.cancelled', actor: { kind: 'anonymous' }, subject } as const;
    await this.audit.noteOnce(event, cancelled.createdAt, now);
  }

  /** @param proof what its initiator shows: only they know it */
  async describe(verification: Verification, proof: string, now: Date): Promise<VerificationStatusDto> {
    const delivery = await this.outbox.find(verification.deliveryId);
    const attemptsLeft = this.otp.attemptsLeft(verification);
    return toVerificationStatus(
      verification,
      {
        ...{ proof, delivery, attemptsLeft, match: this.otp.signs(verification).right },
        isHeldUp: this.outbox.isHeldUp(verification.botId),
        brand: this.apps.brandOf(verification.appId),
      },
      now,
    );
  }

  private started(verification: Verification, proof: string, now: Date): StartedDto {
    return toStarted(verification, { proof, startLink: this.startLinks.of(verification) }, now);
  }

  private async open(request: RegisterDto, client: Client, { proof, flow }: Shown, now: Date): Promise<Verification> {
    const { address: origin, browser, system, requestId } = client;
    const appId = await this.asker.appIdOf(request.interaction);
    const botId = await this.startLinks.chooseBot(request.telegram_chat_id, appId);
    const chatId = await this.chatFor(botId, request.telegram_chat_id, origin, now);
    const applicant = {
      name: request.name,
      email: request.email,
      phone: request.phone,
      telegramUsername: request.telegram_username,
    };
    const asked = { purpose: 'register', applicant, requester: { browser, system }, origin, requestId } as const;
    const draft = this.otp.draft(
      { id: idOf(proof), ...asked, appId, botId, chatId, isUnproven: chatId !== undefined, flow },
      now,
    );
    // Written at once, acknowledged together: a message without its verification waits, and is given up in time.
    const [isFirst] = await Promise.all([
      this.otp.store(draft),
      chatId === undefined ? undefined : this.dispatch.send(draft, now),
    ]);
    if (isFirst) return draft;
    if (chatId !== undefined) await this.limits.giveBack('chat', chatId, now);
    const first = await this.otp.get(draft.id);
    if (flow !== undefined) await this.otp.bind(first, flow);
    return first;
  }

  /** Undefined where Start has to be pressed first: nobody typed a chat, or strangers ask for too many messages. */
  private async chatFor(
    botId: number,
    chatId: number | undefined,
    origin: string,
    now: Date,
  ): Promise<number | undefined> {
    if (chatId === undefined) return undefined;
    await this.outbox.assertRoom(botId);
    await this.outbox.assertTurn(botId, origin, now);
    await this.limits.spend('chat', chatId, now);
    if (await this.dispatch.mayWrite({ botId, chatId }, now)) return chatId;
    await this.limits.giveBack('chat', chatId, now);
    return undefined;
  }
}

/** People change their address on the way, so it counts only beside a key that others may have, too. */
const senderOf = (key: string, { address }: Client): string => (isStrongKey(key) ? '' : address);
