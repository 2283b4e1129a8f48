import { Injectable, Logger } from '@nestjs/common';
import { AccountService } from '../account/account.service';
import { ChatRepository } from '../account/chats/chat.repository';
import { Portraits } from '../account/portraits/portraits';
import { isDormant } from '../account/users/user';
import { Apps } from '../apps/apps';
import { isOpenTo, type Brand, type WayIn } from '../config/apps/app';
import { Audit, type AuditEvent } from '../audit/audit';
import { clock } from '../clock';
import { Outbox } from '../delivery/outbox';
import { AppError } from '../errors';
import type { Client } from '../http/request/client';
import { timeOrderedId } from '../ids';
import { Database } from '../persistence/database';
import { VerificationService } from '../verification/verification.service';
import type { Shown } from '../verification/proof';
import { signsOf } from '../verification/signs';
import { IN_CHAT, isUsed, statusAt, type Addressed, type Applicant } from '../verification/verification';
import type { Door, Used, Verification } from '../verification/verification';
import type { Visitor } from '../session/devices/device.cookie';
import { Devices } from '../session/devices/devices';
import type { SignedIn } from '../tokens/session.answer';
import { SessionService } from '../session/session.service';
import { Attempts } from './attempts';
import { Endings } from './endings';
import type { Caller } from './otp.service';
import { Repeats, type Repeat } from './repeats';
import { SignInNotice } from './sign-in.notice';
import { StepUp } from './step.up';

/** A person who has proven their Telegram account, but not yet that the account here is theirs. */
const STRANGER = { kind: 'anonymous' } as const;

/** A link's verification, and what else is known of the link. */
export type OpenedLink = Readonly<{
  verification: Verification;
  /** The name of the account that it opens or, for a new person, what they typed or Telegram calls them. */
  name: string;
  /** What a new account may get. */
  typed?: Applicant;
  isSameBrowser: boolean;
  brand: Brand;
}>;

const NAMELESS = 'Telegram user';

/** A back end, as the audit names it. */
type CheckedBy = Pick<AuditEvent, 'actor' | 'client' | 'requestId'>;

/** The door that is used, and how. */
type UsedDoor = Readonly<{ door: Door; asTyped: boolean; repeat?: Repeat }>;

/** The doors of one message: the first one used wins, and the message is removed. */
@Injectable()
export class SignInService {
  private readonly logger = new Logger(SignInService.name);

  constructor(
    private readonly verifications: VerificationService,
    private readonly attempts: Attempts,
    private readonly stepUp: StepUp,
    private readonly endings: Endings,
    private readonly repeats: Repeats,
    private readonly outbox: Outbox,
    private readonly accounts: AccountService,
    private readonly chats: ChatRepository,
    private readonly sessions: SessionService,
    private readonly devices: Devices,
    private readonly notice: SignInNotice,
    private readonly portraits: Portraits,
    private readonly apps: Apps,
    private readonly audit: Audit,
    private readonly database: Database,
  ) {}

  /**
   * @param key a repeat with the same key gets the same answer; likewise below
   * @throws AppError `forbidden` if this way in is closed for the app, likewise below; and what `Attempts` throws
   */
  async byCode(shown: Shown, code: string, client: Visitor, key?: string): Promise<SignedIn> {
    const now = clock.now();
    const begun = await this.verifications.getBegun(shown);
    this.assertOpenTo(begun, 'code');
    const typed = { verification: begun, code, address: client.address };
    const signIn = async (repeat?: Repeat) =>
      this.signIn(await this.attempts.check(typed, now), { door: 'otp', asTyped: true, repeat }, client, now);
    return this.letIn(begun, { key, secret: code }, client, signIn);
  }

  /**
   * @param asTyped whether the link's holder accepts what the initiator typed; if they do not say, they do if their
   * chat was typed too, and do not if they pressed Start on a link that may be another person's
   */
  async byLink(token: string, client: Visitor, { asTyped, key }: Readonly<{ asTyped?: boolean; key?: string }> = {}) {
    const now = clock.now();
    const verification = await this.verifications.getByLink(token);
    this.assertOpenTo(verification, 'link');
    const usedDoor = { door: 'link', asTyped: asTyped ?? verification.isUnproven } as const;
    const signIn = async (repeat?: Repeat) =>
      this.signIn(this.verifications.assertOpen(verification, now), { ...usedDoor, repeat }, client, now);
    return this.letIn(verification, { key, secret: token }, client, signIn);
  }

  /**
   * A back end checks the code that its person typed: the right one works once, and opens no session.
   * @throws AppError `otp_invalid`, `too_many_attempts`, `already_used`, `verification_expired`,
   * `verification_not_found`, `account_disabled`, `step_up_required`
   */
  confirm(id: string, code: string, by: Caller): Promise<Addressed> {
    return this.database.together(() => this.confirmAsked(id, code, by));
  }

  private async confirmAsked(id: string, code: string, { keyId, client, requestId }: Caller): Promise<Addressed> {
    const now = clock.now();
    const asked = await this.verifications.getAsked(id, keyId);
    const by = { actor: { kind: 'service', id: keyId }, client, requestId } as const;
    if (asked.status === 'verified') await this.noteChecked(asked, by, now);
    const verification = await this.attempts.check({ verification: asked, code }, now);
    const user = await this.accounts.findByTelegramId(verification.chatId);
    if (user?.disabledAt) throw new AppError('account_disabled');
    await this.stepUp.pass(verification, by, now);
    const opener = { door: 'otp', userId: user?.id } as const;
    await this.verifications.consume(verification, opener, now);
    const { botId, chatId } = verification;
    await Promise.all([
      this.callBack(verification, now),
      this.chats.noteAnswered(botId, chatId),
      this.noteChecked(verification, by, now),
    ]);
    return { ...verification, ...opener };
  }

  /** Called again when a check is repeated: the process may have died before this entry. The answer stays the same. */
  private noteChecked({ linkId, purpose, createdAt }: Verification, by: CheckedBy, now: Date): Promise<void> {
    const subject = { kind: 'verification', id: linkId } as const;
    const event = { action: 'service.verification_checked', subject, details: { purpose }, ...by } as const;
    return this.audit.noteOnce(event, createdAt, now);
  }

  /**
   * What the page behind a link shows; nothing changes.
   * @param awaited the proof of the verification that the opening browser waits for, if any
   * @throws AppError `link_invalid`, `already_used`, `verification_expired`
   */
  async openLink(token: string, awaited?: string): Promise<OpenedLink> {
    const now = clock.now();
    const verification = await this.verifications.checkLink(token, now);
    const user = await this.accounts.findByTelegramId(verification.chatId);
    const typed = user ? undefined : typedFor(verification);
    // The phone number may have a new owner by now, who must not learn the name of the previous one.
    const known = user && isDormant(user, now) ? NAMELESS : user?.name;
    const name = known ?? typed?.name ?? (await this.chatOf(verification))?.name ?? NAMELESS;
    const begun = awaited === undefined ? undefined : await this.verifications.findBegun(awaited);
    const isSameBrowser = begun?.linkId === verification.linkId;
    return { verification, name, typed, isSameBrowser, brand: this.apps.brandOf(verification.appId) };
  }

  /**
   * The link's holder lets in the device that waits, which collects its session with `collect`.
   * @param match the symbol that the waiting device shows; a wrong one closes the verification
   */
  async approve(token: string, match: string, client: Client, key?: string): Promise<void> {
    const verification = await this.verifications.getByLink(token);
    this.assertOpenTo(verification, 'approval');
    const repeat = this.repeats.of(key, verification, token);
    const approve = () => this.letInElsewhere(verification, match, client, repeat);
    const again = (used: Verification) =>
      this.note('sign_in.approved', verification, { userId: used.userId, client, isAgain: true });
    await this.database.together(() => this.repeats.run(verification, repeat, approve, again));
  }

  /** @throws AppError `forbidden` if that way in is closed for the app */
  private assertOpenTo({ appId }: Verification, way: WayIn): void {
    if (!isOpenTo(this.apps.brandOf(appId), way)) throw new AppError('forbidden');
  }

  private async letInElsewhere(verification: Verification, match: string, client: Client, repeat?: Repeat) {
    const now = clock.now();
    const open = this.verifications.assertOpen(verification, now);
    // No device waits for a sign-in that was requested in the chat.
    if (verification.askedBy === IN_CHAT) throw new AppError('forbidden');
    if (match !== signsOf(open).right) throw await this.attempts.noteWrongSymbol(open, now);
    await this.stepUp.pass(open, { actor: STRANGER, client }, now);
    const used = await this.open(open, { door: 'approval', asTyped: true, repeat }, now);
    await this.note('sign_in.approved', used, { userId: used.userId, client });
  }

  /** "This wasn't me", on the page behind the link. */
  async deny(token: string): Promise<void> {
    const now = clock.now();
    await this.endings.deny(await this.verifications.checkLink(token, now), 'refused_by_link', now);
  }

  /**
   * Gives the waiting device its session after an approval elsewhere: once.
   * @throws AppError `unauthorized` before it, `already_used` after a sign-in, or why there can be none any more
   */
  async collect(shown: Shown, client: Visitor, key?: string): Promise<SignedIn> {
    const now = clock.now();
    const verification = await this.verifications.getBegun(shown);
    const status = statusAt(verification, now);
    if (['awaiting_telegram', 'sending', 'sent'].includes(status)) throw new AppError('unauthorized');
    if (status !== 'verified') throw this.verifications.refusal(verification, now);
    return this.letIn(verification, { key, secret: shown.proof }, client, async (repeat) => {
      const collecting = { collectedBy: timeOrderedId(now), collectedWith: repeat?.mark };
      const collected = await this.verifications.collect(verification.id, collecting, now);
      if (!collected) throw new AppError('already_used');
      return this.openSession(collected, client, repeat);
    });
  }

  /** Signs in once; a repeat gets the same session again. The person is notified only after everything is stored. */
  private async letIn(
    begun: Verification,
    { key, secret }: Readonly<{ key?: string; secret: string }>,
    client: Visitor,
    signIn: (repeat?: Repeat) => Promise<SignedIn>,
  ): Promise<SignedIn> {
    const repeat = this.repeats.of(key, begun, secret);
    const again = (used: Verification) => this.openSession(used, client, repeat);
    const signedIn = await this.database.together(() => this.repeats.run(begun, repeat, () => signIn(repeat), again));
    const { user, opened, deviceToken } = signedIn;
    this.portraits.refresh(user, begun.botId);
    if (!opened.isAgain) this.notice.leave(user, begun, opened.session, deviceToken === undefined);
    return signedIn;
  }

  /**
   * In this order, no session is given before the verification is used, and trying again repairs a crash before that.
   */
  private async signIn(verification: Addressed, usedDoor: UsedDoor, client: Visitor, now: Date): Promise<SignedIn> {
    await this.stepUp.pass(verification, { actor: STRANGER, client }, now);
    return this.openSession(await this.open(verification, usedDoor, now), client, usedDoor.repeat);
  }

  /**
   * Telegram has proven who the person is: they get an account, and the doors are shut. What was typed may be another's
   * words: a new account gets them only if the person who typed them is let in, or its owner accepts them.
   */
  private async open(verification: Addressed, { door, asTyped, repeat }: UsedDoor, now: Date): Promise<Used> {
    const { chatId: telegramId, botId } = verification;
    const chat = await this.chatOf(verification);
    const { name, email, phone } = asTyped ? typedFor(verification) : {};
    const told = { telegramName: chat?.name, telegramUsername: chat?.username, language: chat?.chosenLanguage };
    const beginning = { purpose: verification.purpose, door, verification: verification.linkId };
    const user = await this.accounts.welcome({ name, email, phone, ...told, telegramId, beginning }, now);
    // After an approval there is no session until the waiting device collects it.
    const collectedBy = door === 'approval' ? undefined : timeOrderedId(now);
    const by = { door, userId: user.id, collectedBy, usedWith: repeat?.mark };
    await this.verifications.consume(verification, by, now);
    await Promise.all([
      this.callBack(verification, now),
      // A person who never pressed Start, yet reads our messages, can be reached from now on.
      chat
        ? this.chats.noteAnswered(botId, telegramId)
        : this.chats.remember({ botId, chatId: telegramId, language: 'en' }, now),
    ]);
    return { ...verification, ...by };
  }

  /** Disabling or deleting the account meanwhile found no session to end yet, so the new one is ended here. */
  private async openSession(verification: Verification, client: Visitor, repeat?: Repeat): Promise<SignedIn> {
    const now = clock.wall();
    if (!isUsed(verification)) throw new AppError('unauthorized');
    const { door, userId, collectedBy: id } = verification;
    const seeds = repeat?.seeds;
    const device = await this.devices.recognise(userId, devicesOf(verification, client), seeds?.[0]);
    const opening = { id, userId, deviceId: device.id, door, client, seeds };
    const opened = await this.sessions.open(opening, now);
    const user = await this.accounts.find(userId);
    if (!user || user.disabledAt) {
      await this.sessions.end(opened.session.id, now);
      throw new AppError(user ? 'account_disabled' : 'unauthorized');
    }
    await Promise.all([
      this.devices.remember(device.id, opened.session),
      this.note('sign_in.succeeded', verification, { userId: user.id, client, isAgain: opened.isAgain }),
    ]);
    return { user, opened, deviceToken: device.proof };
  }

  /** The code or link was used: a message that cannot be called back now is deleted when its time is over. */
  private async callBack({ deliveryId }: Verification, now: Date): Promise<void> {
    await this.outbox.retire(deliveryId, now).catch((error: unknown) => {
      this.logger.error({ msg: 'a message that was used is not deleted yet', delivery: deliveryId, error });
    });
  }

  private chatOf({ botId, chatId }: Addressed) {
    return this.chats.find(botId, chatId);
  }

  /** If the request is repeated, the process may have died before the entry was written. */
  private note(
    action: 'sign_in.succeeded' | 'sign_in.approved',
    { linkId, purpose, door, createdAt }: Verification,
    { userId, client, isAgain }: Readonly<{ userId?: string; client: Client; isAgain?: boolean }>,
  ): Promise<void> {
    const actor = { kind: 'user', id: userId } as const;
    const ofUser = action === 'sign_in.succeeded' && userId !== undefined;
    const subject = ofUser ? ({ kind: 'user', id: userId } as const) : ({ kind: 'verification', id: linkId } as const);
    const details = { purpose, door: door ?? null, verification: linkId };
    const event = { action, actor, subject, client, details };
    return isAgain ? this.audit.noteOnce(event, createdAt, clock.now()) : this.audit.note(event, clock.now());
  }
}

/** What a new account may get. What was typed for a sign-in never becomes part of an account: it is only a hint. */
const typedFor = ({ purpose, applicant }: Verification): Applicant => (purpose === 'register' ? applicant : {});

/** The devices that were shown, and the one that requested the sign-in if the requester is let in. */
function devicesOf({ purpose, door, askedBy }: Verification, { devices = [] }: Visitor): readonly string[] {
  return purpose === 'login' && askedBy !== undefined && door !== 'link' ? [...devices, askedBy] : devices;
}
