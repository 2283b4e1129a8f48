import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit';
import { clock } from '../clock';
import type { Client, Source } from '../http/request/client';
import { randomId, timeOrderedId } from '../ids';
import { rateLimited } from '../limits/limits.service';
import { Database } from '../persistence/database';
import { idOf, type Shown } from '../verification/proof';
import type { PressedIn } from '../verification/store/verification.repository';
import { IN_CHAT, statusAt, type Applicant, type Verification } from '../verification/verification';
import { VerificationService } from '../verification/verification.service';
import type { SentBy } from './app.bots';
import { Dispatch } from './dispatch';
import { Idempotency, type Repeatable } from './idempotency/idempotency';
import type { KnownAccount } from './known.accounts';
import { Recipients } from './recipients';

/** What a new person says about themselves, and where the message should go. */
export type Registering = Readonly<{
  applicant: Applicant;
  /** Typed by them, and not proven yet. Without one, they press Start. */
  chatId?: number;
  sentBy?: SentBy;
  repeatable?: Repeatable;
}>;

/** What a returning person says: a hint, and the account that knows their device, if one does. */
export type ComingBack = Readonly<{ applicant: Applicant; known?: KnownAccount; sentBy?: SentBy }>;

/** A back end: the id of its key, which reveals nothing of it, the app that owns the key, if any, and the source. */
export type Caller = Source & Readonly<{ keyId: string; appId?: string }>;

/** What a back end wants a person to confirm. */
export type Asking = Readonly<{
  reason?: string;
  /** The message's language; without it, the one that the person chose or Telegram told. */
  language?: string;
  repeatable?: Repeatable;
}>;

/** A new verification, and what only its initiator is told: the proof that it is theirs, and the start link. */
export type Begun = Readonly<{ verification: Verification; proof: string; startLink: string | null }>;

const UNKNOWN = { browser: '', system: '' };

/**
 * The course of a verification, for people and back ends alike, until its message is on its way; `Attempts` and
 * `SignInService` handle its use, `Endings` an early end.
 */
@Injectable()
export class OtpService {
  constructor(
    private readonly verifications: VerificationService,
    private readonly dispatch: Dispatch,
    private readonly recipients: Recipients,
    private readonly idempotency: Idempotency,
    private readonly audit: Audit,
    private readonly database: Database,
  ) {}

  /**
   * Begins a new person's registration. With a chat, the message goes out at once if strangers may write there now;
   * else the start link waits to be pressed.
   * @param flow the cookie of the browser that asks
   * @throws AppError `rate_limited`, `overloaded`, `telegram_unavailable`
   */
  async register(asking: Registering, client: Client, flow?: string): Promise<Begun> {
    const now = clock.now();
    await this.dispatch.admit(client, now);
    const { repeatable } = asking;
    const proof = repeatable ? await this.idempotency.proof(repeatable, now) : timeOrderedId(now);
    const known = repeatable && (await this.verifications.findBegun(proof));
    const verification = known
      ? await this.goOn(known, flow, now)
      : await this.openFor(asking, client, { proof, flow }, now);
    return this.begun(verification, proof);
  }

  /**
   * Begins a returning person's sign-in: pressing Start shows who they are. What they typed is a hint for what follows
   * and never makes the bot write; the proof of a device does.
   * @throws AppError as `register`
   */
  async login({ applicant, known, sentBy }: ComingBack, client: Client, flow?: string): Promise<Begun> {
    const now = clock.now();
    await this.dispatch.admit(client, now);
    const appId = await this.recipients.appFor(sentBy);
    const botId = await this.recipients.forPerson(known?.user.telegramId, appId);
    const isPushed = known && (await this.mayPush(known, botId, now));
    const proof = timeOrderedId(now);
    const draft = this.verifications.draft(
      {
        ...{ id: idOf(proof), flow, purpose: 'login', applicant, botId, appId, ...askedFrom(client) },
        ...(isPushed && { chatId: known.user.telegramId, askedBy: known.device.id }),
      },
      now,
    );
    await this.storeAndSend(draft, now);
    return this.begun(draft, proof);
  }

  /**
   * A person requests a sign-in in their chat with the bot, and thereby shows who they are. No device waits, and no one
   * is given the proof, so only the link opens it, on the device where it is pressed.
   * @throws AppError `rate_limited`, `overloaded`
   */
  async loginInChat({ botId, chatId }: PressedIn, appId: string | undefined): Promise<void> {
    const now = clock.now();
    const asked = { purpose: 'login', applicant: {}, requester: UNKNOWN, origin: IN_CHAT, askedBy: IN_CHAT } as const;
    const draft = this.verifications.draft({ id: idOf(randomId()), ...asked, botId, chatId, appId }, now);
    await this.dispatch.sendHere(draft, now);
  }

  /**
   * A back end wants something confirmed.
   * @param chatOf tells whose private chat it goes to; not called for a repeat
   * @throws AppError `rate_limited`, `overloaded`, and what `chatOf` throws
   */
  async ask(asking: Asking, caller: Caller, chatOf: () => Promise<number>): Promise<Verification> {
    const now = clock.now();
    await this.dispatch.admit(caller, now);
    const id = asking.repeatable && (await this.idempotency.verificationId(asking.repeatable, now));
    const asked =
      (id && (await this.verifications.find(id))) || (await this.openAsked(asking, caller, chatOf, id, now));
    // The first try may have died between the writes; if it did not, this changes nothing.
    await this.noteAsked(asked, caller, now);
    if (statusAt(asked, now) === 'sending') await this.dispatch.send(asked, now, asking.language);
    return this.verifications.get(asked.id);
  }

  /**
   * Start was pressed through the start link: the verification belongs to this chat from now on, and the message goes
   * there. Pressing twice, or again after unblocking the bot, counts as the same request.
   * @returns false if it belongs to another chat, or is over
   * @throws AppError `rate_limited`, `overloaded`
   */
  async pressStart(verification: Verification, pressed: PressedIn): Promise<boolean> {
    const now = clock.now();
    if (verification.chatId !== pressed.chatId) return this.moveTo(pressed, verification, now);
    const proven = verification.isUnproven ? await this.dispatch.prove(verification) : verification;
    const status = statusAt(proven, now);
    if (status === 'failed') return (await this.dispatch.sendAnew(proven, now)) !== undefined;
    // A crash may have come between the press and the queue; if it did not, this changes nothing.
    if (status === 'sending') await this.dispatch.send(proven, now);
    return status === 'sending' || status === 'sent';
  }

  /**
   * A new code and link in a new message; the old ones no longer work.
   * @throws AppError `rate_limited`, `overloaded`, `verification_not_found`, or why it is over
   */
  async resend(shown: Shown, client: Client): Promise<Begun> {
    const now = clock.now();
    await this.dispatch.admit(client, now);
    return this.begun(await this.renew(await this.verifications.getBegun(shown), now), shown.proof);
  }

  /** As `resend`, for a back end's verification. */
  async resendAsked(id: string, caller: Caller): Promise<Verification> {
    const now = clock.now();
    await this.dispatch.admit(caller, now);
    return this.renew(await this.verifications.getAsked(id, caller.keyId), now);
  }

  private begun(verification: Verification, proof: string): Begun {
    return { verification, proof, startLink: this.recipients.linkOf(verification) };
  }

  /** Repeats a stored registration: the first try may have died between the two writes; else nothing changes. */
  private async goOn(known: Verification, flow: string | undefined, now: Date): Promise<Verification> {
    if (flow !== undefined) await this.verifications.bind(known, flow);
    await this.recipients.whenTried([known.botId]);
    if (known.chatId !== undefined && statusAt(known, now) === 'sending') await this.dispatch.send(known, now);
    return known;
  }

  private async openFor(asking: Registering, client: Client, { proof, flow }: Shown, now: Date): Promise<Verification> {
    const appId = await this.recipients.appFor(asking.sentBy);
    const botId = await this.recipients.forPerson(asking.chatId, appId);
    const stranger = { botId, chatId: asking.chatId, origin: client.address };
    const chatId = (await this.dispatch.admitStranger(stranger, now)) ? asking.chatId : undefined;
    const { applicant } = asking;
    const who = { purpose: 'register', applicant, isUnproven: chatId !== undefined, ...askedFrom(client) } as const;
    const draft = this.verifications.draft({ id: idOf(proof), ...who, appId, botId, chatId, flow }, now);
    if (await this.storeAndSend(draft, now)) return draft;
    if (chatId !== undefined) await this.dispatch.giveBack(draft, now);
    const first = await this.verifications.get(draft.id);
    if (flow !== undefined) await this.verifications.bind(first, flow);
    return first;
  }

  /**
   * Writes both in parallel, acknowledges them together: a message without its verification waits, then is given up.
   * @returns false if it was stored before
   */
  private storeAndSend(draft: Verification, now: Date): Promise<boolean> {
    return this.database.together(async () => {
      const writes = [
        this.verifications.store(draft),
        draft.chatId !== undefined && this.dispatch.send(draft, now),
      ] as const;
      return (await Promise.all(writes))[0];
    });
  }

  /** Of parallel requests with one key, one is stored, and all of them get its verification. */
  private async openAsked(
    { reason }: Asking,
    { keyId: askedBy, appId, client, requestId }: Caller,
    chatOf: () => Promise<number>,
    id: string | undefined,
    now: Date,
  ): Promise<Verification> {
    const chatId = await chatOf();
    const botId = await (appId === undefined
      ? this.recipients.forMessage(chatId)
      : this.recipients.forPerson(chatId, appId));
    const asked = { purpose: 'service', applicant: {}, requester: UNKNOWN, origin: client.address, askedBy } as const;
    const draft = this.verifications.draft({ id, ...asked, requestId, reason, appId, botId, chatId }, now);
    await this.dispatch.spend(draft, now);
    if (await this.verifications.store(draft)) return draft;
    await this.dispatch.giveBack(draft, now);
    return this.verifications.get(draft.id);
  }

  /** False once the messages of the hour are used up: the start link remains. @throws AppError `overloaded` */
  private async mayPush({ user: { telegramId } }: KnownAccount, botId: number, now: Date): Promise<boolean> {
    return (
      (await this.recipients.mayWriteFirst(botId, telegramId)) &&
      (await this.dispatch.admitKnown({ botId, chatId: telegramId }, now))
    );
  }

  /** Telegram may report the same press twice at once: the second call finds the chat in place. */
  private async moveTo({ botId, chatId }: PressedIn, verification: Verification, now: Date): Promise<boolean> {
    // It belongs to the chat that pressed Start first; a typed chat where the message failed has no claim to it.
    const isFree = verification.isUnproven && statusAt(verification, now) === 'failed';
    if (verification.chatId !== undefined && !isFree) return false;
    if (await this.dispatch.sendFirst(verification, { botId, chatId }, now)) return true;
    const moved = await this.verifications.find(verification.id);
    return moved?.chatId === chatId;
  }

  private async renew(before: Verification, now: Date): Promise<Verification> {
    if (['verified', 'locked', 'cancelled'].includes(statusAt(before, now)))
      throw this.verifications.refusal(before, now);
    if (before.resendAt > now) throw rateLimited(before.resendAt, now);
    const renewed = await this.dispatch.sendAnew(before, now);
    if (renewed) return renewed;
    // Another resend, a use or a cancellation came first.
    throw rateLimited((await this.verifications.get(before.id)).resendAt, now);
  }

  private noteAsked(
    { linkId, createdAt }: Verification,
    { keyId, client, requestId }: Caller,
    now: Date,
  ): Promise<void> {
    const subject = { kind: 'verification', id: linkId } as const;
    const actor = { kind: 'service', id: keyId } as const;
    const event = { action: 'service.verification_requested', actor, subject, client, requestId } as const;
    return this.audit.noteOnce(event, createdAt, now);
  }
}

const askedFrom = ({ address: origin, browser, system, requestId }: Client) => ({
  ...{ origin, requester: { browser, system }, requestId },
});
