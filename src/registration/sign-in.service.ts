import { Injectable, Logger } from '@nestjs/common';
import { AccountService } from '../account/account.service';
import { ChatRepository } from '../account/chat.repository';
import { isDormant, type User } from '../account/user';
import { Audit } from '../audit/audit';
import { clock } from '../clock';
import { Outbox } from '../delivery/outbox';
import { AppError } from '../errors';
import type { Client } from '../http/client';
import { timeOrderedId } from '../ids';
import { OtpService } from '../otp/otp.service';
import type { Shown } from '../otp/proof';
import { statusAt, type Applicant, type Door, type Verification } from '../otp/verification';
import type { Visitor } from '../session/device.cookie';
import { Devices } from '../session/devices';
import type { SignedIn } from '../session/session.answer';
import { SessionService } from '../session/session.service';
import { CodeDoor } from './code.door';
import { Denials } from './denials';
import { toLinkDetails, type LinkDetailsDto } from './registration.dto';
import { SignInNotice } from './sign-in.notice';
import { StepUp } from './step.up';

/** They have proven their Telegram, and not yet that the account is theirs. */
const STRANGER = { kind: 'anonymous' } as const;

type WayIn = Readonly<{ door: Door; asTyped: boolean }>;

/** The doors of one message: the first that is used wins, and the message goes. */
@Injectable()
export class SignInService {
  private readonly logger = new Logger(SignInService.name);

  constructor(
    private readonly otp: OtpService,
    private readonly codes: CodeDoor,
    private readonly stepUp: StepUp,
    private readonly denials: Denials,
    private readonly outbox: Outbox,
    private readonly accounts: AccountService,
    private readonly chats: ChatRepository,
    private readonly sessions: SessionService,
    private readonly devices: Devices,
    private readonly notice: SignInNotice,
    private readonly audit: Audit,
  ) {}

  async byCode(shown: Shown, code: string, client: Visitor): Promise<SignedIn> {
    const now = clock.now();
    const typed = { verification: await this.otp.getBegun(shown), code, address: client.address };
    const verification = await this.codes.check(typed, now);
    return this.signIn(verification, { door: 'otp', asTyped: true }, client, now);
  }

  /**
   * @param asTyped whether whoever holds the link agrees to what was typed where it was asked for; where they do not say,
   * they do where their chat was typed too, and do not where they pressed Start on a link that may be anybody's
   */
  async byLink(token: string, client: Visitor, asTyped?: boolean): Promise<SignedIn> {
    const now = clock.now();
    const verification = await this.otp.checkLink(token, now);
    return this.signIn(verification, { door: 'link', asTyped: asTyped ?? verification.isUnproven }, client, now);
  }

  /** @param opener the client's address, and the verification that their browser waits for, if any */
  async linkDetails(token: string, opener: Readonly<{ address: string; awaitedId?: string }>): Promise<LinkDetailsDto> {
    const now = clock.now();
    const verification = await this.otp.checkLink(token, now);
    const user = await this.accounts.findByTelegramId(verification.chatId!);
    const typed = user ? undefined : typedFor(verification);
    // Who it was is nobody's to know who comes after them.
    const known = user && isDormant(user, now) ? 'Telegram user' : user?.name;
    const name = known ?? typed?.name ?? (await this.chatOf(verification))?.name ?? 'Telegram user';
    const awaited = opener.awaitedId === undefined ? undefined : await this.otp.findBegun(opener.awaitedId);
    const isSameBrowser = awaited?.linkId === verification.linkId;
    const signs = this.otp.signs(verification).choices;
    return toLinkDetails(verification, { name, typed, signs, address: opener.address, isSameBrowser }, now);
  }

  /**
   * Whoever holds the link lets in the device that waits, which collects its session by `collect`.
   * @param match the symbol that the waiting device shows; a wrong one closes the verification
   */
  async approve(token: string, match: string, client: Client): Promise<void> {
    const now = clock.now();
    const verification = await this.otp.checkLink(token, now);
    if (match !== this.otp.signs(verification).right) throw await this.codes.closeFor(verification, now);
    await this.stepUp.pass(verification, { actor: STRANGER, client }, now);
    const { id } = await this.open(verification, { door: 'approval', asTyped: true }, now);
    await this.note('sign_in.approved', verification, id, now, client);
  }

  /** "This wasn't me", on the page behind the link. */
  async deny(token: string): Promise<void> {
    const now = clock.now();
    await this.denials.deny(await this.otp.checkLink(token, now), now);
  }

  /**
   * After an approval elsewhere: once.
   * @throws AppError `unauthorized` before it, `already_used` after somebody came in, or why nobody can any more
   */
  async collect(shown: Shown, client: Visitor): Promise<SignedIn> {
    const now = clock.now();
    const verification = await this.otp.getBegun(shown);
    const status = statusAt(verification, now);
    if (['awaiting_telegram', 'sending', 'sent'].includes(status)) throw new AppError('unauthorized');
    if (status !== 'verified') throw this.otp.refusal(verification, now);
    const collected = await this.otp.collect(verification.id, timeOrderedId(now), now);
    if (!collected) throw new AppError('already_used');
    return this.openSession(await this.accounts.get(collected.userId!), collected, client);
  }

  /**
   * In this order nobody gets a session that was not paid for, and a crash before that is repaired by trying again. A
   * message that cannot be called back goes at its time.
   */
  private async signIn(verification: Verification, way: WayIn, client: Visitor, now: Date): Promise<SignedIn> {
    await this.stepUp.pass(verification, { actor: STRANGER, client }, now);
    const user = await this.open(verification, way, now);
    return this.openSession(user, { ...verification, door: way.door }, client);
  }

  /**
   * Telegram has proven who it is: from here on they have an account, and the doors are shut. What was typed may be
   * somebody else's words: a new account gets them where whoever typed them is let in, or its owner has agreed to them.
   */
  private async open(verification: Verification, { door, asTyped }: WayIn, now: Date): Promise<User> {
    const { chatId: telegramId, deliveryId, botId } = verification;
    const chat = await this.chatOf(verification);
    const { name, email, phone } = asTyped ? typedFor(verification) : {};
    const told = { telegramName: chat?.name, telegramUsername: chat?.username };
    const newcomer = { name, email, phone, ...told, telegramId: telegramId! };
    const { user, isNew } = await this.accounts.welcome(newcomer, now);
    await Promise.all([
      this.otp.consume(verification, { door, userId: user.id }, now),
      // Also where another door is faster: nobody else knows that the account is new.
      isNew && this.note('user.created', verification, user.id, now),
    ]);
    await Promise.all([
      this.outbox.retire(deliveryId, now).catch((error: unknown) => {
        this.logger.error({ msg: 'a message that was used is not called back yet', delivery: deliveryId, error });
      }),
      // Whoever never pressed Start and reads what comes can be reached from now on.
      chat
        ? this.chats.noteAnswered(botId, telegramId!)
        : this.chats.remember({ botId, chatId: telegramId!, language: 'en' }, now),
    ]);
    return user;
  }

  /** Whoever was shut out or deleted meanwhile had no session yet that could be ended: it is ended here. */
  private async openSession(user: User, verification: Verification, client: Visitor): Promise<SignedIn> {
    const now = clock.wall();
    const { door, collectedBy: id } = verification;
    const device = await this.devices.recognise(user.id, devicesOf(verification, client));
    const opened = await this.sessions.open({ id, userId: user.id, deviceId: device.id, door: door!, client }, now);
    const account = await this.accounts.find(user.id);
    if (!account || account.disabledAt) {
      await this.sessions.end(opened.session.id, now);
      throw new AppError(account ? 'account_disabled' : 'unauthorized');
    }
    await Promise.all([
      this.devices.remember(device.id, opened.session),
      this.note('sign_in.succeeded', verification, user.id, clock.now(), client),
    ]);
    this.notice.leave(account, opened.session, device.proof === undefined);
    return { user, opened, deviceToken: device.proof };
  }

  private chatOf({ botId, chatId }: Verification) {
    return this.chats.find(botId, chatId!);
  }

  private note(
    action: 'sign_in.succeeded' | 'sign_in.approved' | 'user.created',
    { linkId, purpose, door }: Verification,
    userId: string,
    now: Date,
    client?: Client,
  ): Promise<void> {
    const actor = { kind: 'user', id: userId } as const;
    const subject = action === 'sign_in.approved' ? ({ kind: 'verification', id: linkId } as const) : actor;
    const details = { purpose, door: door ?? null, verification: linkId };
    return this.audit.note({ action, actor, subject, client, details }, now);
  }
}

/** What a new account may get. A sign-in makes none out of what was typed: that is only a hint. */
const typedFor = ({ purpose, applicant }: Verification): Applicant => (purpose === 'register' ? applicant : {});

/** Those that were shown; and by which it was asked for, where whoever asked is let in. */
function devicesOf({ purpose, door, askedBy }: Verification, { devices = [] }: Visitor): readonly string[] {
  return purpose === 'login' && askedBy !== undefined && door !== 'link' ? [...devices, askedBy] : devices;
}
