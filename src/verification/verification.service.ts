import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Apps } from '../apps/apps';
import { Config } from '../config/config';
import { AppError, secondsUntil } from '../errors';
import { hashOf, linkId, randomId, timeOrderedId } from '../ids';
import { Metrics } from '../metrics/metrics';
import { isSameSecret } from '../secrets/same-secret';
import { idOf, isProof, type Shown } from './proof';
import { Secrets } from './secrets';
import { StatusFeed } from './status.feed';
import { isAddressed, isForgotten, eventOf, signIns, statusAt, type Addressed } from './verification';
import type { Door, EndReason, Failure, PendingEvent, Verification } from './verification';
import { VerificationRepository, type Changed, type Collecting, type Opener } from './store/verification.repository';
import type { PressedIn, Renewal } from './store/verification.repository';

const LOOK_EVERY_MS = 20;
const MAX_LOOKS = 25;

type Asked = Pick<
  Verification,
  'purpose' | 'applicant' | 'requester' | 'origin' | 'requestId' | 'reason' | 'askedBy' | 'botId' | 'appId'
>;

/** A request for a verification, and what is known of where its code should go. */
export type Opening = Asked &
  Readonly<{
    /** Preassigned if its proof already exists, or if a repeated request must find the same verification. */
    id?: string;
    chatId?: number;
    /** The chat id was typed, and is not proven. */
    isUnproven?: boolean;
    /** The cookie of the browser that begins it. */
    flow?: string;
  }>;

/** How long a session waits to be collected: a page that was asleep in the background wakes up within this time. */
export const COLLECT_WITHIN_SECONDS = 300;

/** Where a person said "This wasn't me". */
export type Refused = Extract<EndReason, 'refused_in_telegram' | 'refused_by_link'>;
/** What was wrong once too often, and so locks the verification. */
export type Wrong = Extract<EndReason, 'wrong_codes' | 'wrong_symbol'>;

/** The result of comparing a code; the attempt is counted either way. */
export type CodeCheck = Readonly<{ verification: Addressed; isRight: boolean; attemptsLeft: number }>;

/** Manages single verifications: their current secrets, attempts and end. Publishes changes to watchers. */
@Injectable()
export class VerificationService {
  constructor(
    private readonly verifications: VerificationRepository,
    private readonly secrets: Secrets,
    private readonly feed: StatusFeed,
    private readonly metrics: Metrics,
    private readonly apps: Apps,
    private readonly config: Config,
  ) {}

  /** With a chat id, a message is due at once; else the start link waits to be pressed. Nothing is stored yet. */
  draft({ flow, ...opening }: Opening, now: Date): Verification {
    const isAddressed = opening.chatId !== undefined;
    return {
      isUnproven: false,
      ...opening,
      ...(isAddressed ? this.renewal(now) : { resendAt: this.after(now, this.config.otp.resendCooldownSeconds) }),
      id: opening.id ?? timeOrderedId(now),
      linkId: linkId(now),
      nonce: randomId(),
      generation: 1,
      revision: 1,
      status: isAddressed ? 'sending' : 'awaiting_telegram',
      attempts: 0,
      flowHash: flow && hashOf(flow),
      createdAt: now,
      startExpiresAt: this.after(now, this.config.otp.startTtlSeconds),
    };
  }

  /** False if it was stored before. */
  store(verification: Verification): Promise<boolean> {
    return this.verifications.insert(verification);
  }

  /** @throws AppError `verification_not_found` */
  async get(id: string): Promise<Verification> {
    const verification = await this.verifications.find(id);
    if (!verification) throw new AppError('verification_not_found');
    return verification;
  }

  /**
   * The sign-in that belongs to the shown proof.
   * @throws AppError `verification_not_found`, also if a browser began it and the cookie shown is not that browser's
   */
  async getBegun({ proof, flow = '' }: Shown): Promise<Verification> {
    const verification = await this.findBegun(proof);
    if (!verification || !signIns.includes(verification.purpose)) throw new AppError('verification_not_found');
    const { flowHash } = verification;
    if (flowHash !== undefined && !isSameSecret(hashOf(flow), flowHash)) throw new AppError('verification_not_found');
    return verification;
  }

  /** Binds a repeated request to the browser that repeats it: the first cookie may be lost with the first answer. */
  async bind({ id, flowHash }: Verification, flow: string): Promise<void> {
    if (flowHash !== undefined && flowHash !== hashOf(flow)) await this.verifications.bind(id, hashOf(flow));
  }

  /** @throws AppError `verification_not_found`, also for a sign-in, and for another service's verification */
  async getAsked(id: string, caller: string): Promise<Verification> {
    const verification = await this.get(id);
    const { purpose, askedBy = caller } = verification;
    if (purpose !== 'service' || askedBy !== caller) throw new AppError('verification_not_found');
    return verification;
  }

  /** Finds by the initiator's proof, which the previous version stored as the id. A leaked hash is no proof. */
  async findBegun(proof: string): Promise<Verification | undefined> {
    if (!isProof(proof)) return undefined;
    return (await this.verifications.find(idOf(proof))) ?? this.verifications.find(proof);
  }

  async find(id: string | undefined): Promise<Verification | undefined> {
    return id === undefined ? undefined : this.verifications.find(id);
  }

  findByLinkId(linkId: string): Promise<Verification | undefined> {
    return this.verifications.findByLinkId(linkId);
  }

  /** Finds by link id, as operators and the audit name it, or by the id that its initiator was given. */
  async findNamed(name: string): Promise<Verification | undefined> {
    return (await this.verifications.findByLinkId(name)) ?? this.findBegun(name);
  }

  async findByStartCode(startCode: string): Promise<Verification | undefined> {
    const linkId = this.secrets.readStartCode(startCode);
    return linkId === undefined ? undefined : this.verifications.findByLinkId(linkId);
  }

  /** Start was pressed: from now on the verification belongs to this chat. */
  address({ id }: Verification, pressed: PressedIn, now: Date): Promise<Changed> {
    return this.publish(this.verifications.address(id, pressed, this.renewal(now), now));
  }

  /** Start was pressed in the typed chat, which proves that it is the initiator's. */
  prove({ id }: Verification): Promise<Changed> {
    return this.publish(this.verifications.prove(id));
  }

  /**
   * A resend: a new message, or a prolonged start link. Undefined during the cool-down, or if the verification is over.
   * @throws AppError as `renewalOf`
   */
  async renew(verification: Verification, now: Date, renewal = this.renewalOf(verification, now)): Promise<Changed> {
    const { id, deliveryId } = verification;
    if (deliveryId !== undefined) return this.publish(this.verifications.renew(id, renewal, now));
    const startExpiresAt = this.after(now, this.config.otp.startTtlSeconds);
    return this.publish(this.verifications.prolongStart(id, { startExpiresAt, resendAt: renewal.resendAt }, now));
  }

  /**
   * The row and times that its new message would have.
   * @throws AppError `verification_expired` if its person is forgotten
   */
  renewalOf(verification: Verification, now: Date): Renewal {
    if (isForgotten(verification)) throw this.refusal(verification, now);
    return this.renewal(now);
  }

  /** The message may be in Telegram under an unknown id: its secrets are revoked, the next message gets new ones. */
  rotate({ id, deliveryId = '', generation }: Verification): Promise<Changed> {
    return this.publish(this.verifications.rotate(id, deliveryId, generation));
  }

  /** The clock starts at Telegram's acknowledgement. */
  markSent(id: string, deliveryId: string, sentAt: Date): Promise<Changed> {
    const life = { sentAt, expiresAt: this.endOfLife(sentAt) };
    return this.publish(this.verifications.markSent(id, deliveryId, life, this.events('sent', deliveryId)));
  }

  /** True if this very message is the current one, and Telegram has acknowledged it. */
  async isSent(id: string, deliveryId: string): Promise<boolean> {
    const verification = await this.verifications.find(id);
    return verification?.status === 'sent' && verification.deliveryId === deliveryId;
  }

  endOfLife(sentAt: Date): Date {
    return this.after(sentAt, this.config.otp.ttlSeconds);
  }

  async fail(id: string, deliveryId: string, failure: Failure, now: Date): Promise<void> {
    const events = this.events('failed', deliveryId);
    const failed = await this.publish(this.verifications.fail(id, deliveryId, { failure, at: now }, events));
    if (failed) this.metrics.verifications.inc({ outcome: 'failed', door: '' });
  }

  /** @throws AppError `verification_not_found`, or why it cannot be cancelled any more */
  cancel(id: string, now: Date): Promise<Verification> {
    return this.stop(id, 'cancelled', this.verifications.cancel(id, 'cancelled_here', now), now);
  }

  /**
   * The message's recipient says that they did not request it.
   * @param where they say so
   * @throws AppError as `cancel`
   */
  deny(verification: Verification, where: Refused, now: Date): Promise<Verification> {
    const { id } = verification;
    const denied = this.verifications.cancel(id, where, now, this.eventsOfReceived(verification, 'denied'));
    return this.stop(id, 'denied', denied, now);
  }

  /**
   * Counts the attempt, then compares.
   * @throws AppError `verification_not_found`, or why no code can be right any more
   */
  async checkCode(id: string, code: string, now: Date): Promise<CodeCheck> {
    const { maxAttempts } = this.config.otp;
    const verification = await this.publish(this.verifications.countAttempt(id, maxAttempts, now));
    if (!verification || !isAddressed(verification)) throw this.refusal(await this.decided(id), now);
    const isRight = this.secrets.isCode(code, verification);
    return { verification, isRight, attemptsLeft: this.attemptsLeft(verification) };
  }

  /**
   * The verification once its last attempts have been compared: one of them may be the same right code, sent by the same
   * client at the same time, whose repeat must not be refused. A crash in between leaves it undecided: no one waits for long.
   */
  private async decided(id: string): Promise<Verification> {
    for (let looks = 1; ; looks++) {
      const verification = await this.get(id);
      const isAlive = verification.status === 'sending' || verification.status === 'sent';
      if (!isAlive || this.attemptsLeft(verification) > 0 || looks === MAX_LOOKS) return verification;
      await pause(LOOK_EVERY_MS);
    }
  }

  attemptsLeft({ attempts }: Verification): number {
    return Math.max(0, this.config.otp.maxAttempts - attempts);
  }

  /**
   * @returns the verification that this valid link opens; nothing changes
   * @throws AppError `link_invalid`, `already_used`, `verification_expired`
   */
  async checkLink(token: string, now: Date): Promise<Addressed> {
    return this.assertOpen(await this.getByLink(token), now);
  }

  /**
   * The verification whose latest link this is, valid or not.
   * @throws AppError `link_invalid`
   */
  async getByLink(token: string): Promise<Verification> {
    const claim = this.secrets.readLinkToken(token);
    const verification = claim && (await this.verifications.findByLinkId(claim.linkId));
    if (!verification || verification.generation !== claim.generation) throw new AppError('link_invalid');
    if (verification.purpose === 'service' || isForgotten(verification)) throw new AppError('link_invalid');
    return verification;
  }

  /** @throws AppError `link_invalid`, `already_used`, `verification_expired` for a link that opens nothing any more */
  assertOpen(verification: Verification, now: Date): Addressed {
    const status = statusAt(verification, now);
    if ((status === 'sending' || status === 'sent') && isAddressed(verification)) return verification;
    throw status === 'verified' || status === 'expired'
      ? this.refusal(verification, now)
      : new AppError('link_invalid');
  }

  /**
   * Marks the verification as used: the first door wins.
   * @throws AppError `already_used`, or why it was too late
   */
  async consume(verification: Verification, by: Omit<Opener, 'at'>, now: Date): Promise<void> {
    const { id, generation } = verification;
    const events = this.eventsOfReceived(verification, 'verified');
    const consumed = await this.publish(this.verifications.consume(id, generation, { ...by, at: now }, events));
    if (!consumed) throw this.lateness(await this.get(id), generation, by.door, now);
    this.metrics.verifications.inc({ outcome: 'verified', door: by.door });
  }

  /**
   * After an approval elsewhere, lets in the device that waited: once, and within `COLLECT_WITHIN_SECONDS`.
   * @returns undefined if there is nothing to collect, or it was collected before
   */
  collect(id: string, collecting: Collecting, now: Date): Promise<Changed> {
    return this.verifications.collect(id, collecting, this.after(now, -COLLECT_WITHIN_SECONDS));
  }

  /** After the last wrong code, or a wrong symbol, nothing opens it any more. Undefined if it was already over. */
  async lock({ id }: Verification, reason: Wrong, now: Date): Promise<Changed> {
    const locked = await this.publish(this.verifications.lock(id, reason, now, this.events('failed')));
    if (locked) this.metrics.verifications.inc({ outcome: 'locked', door: '' });
    return locked;
  }

  /** Verifications with events that other services have not been told of yet, oldest first. */
  listWithPendingEvents(limit: number): Promise<Verification[]> {
    return this.verifications.listWithPendingEvents(limit);
  }

  /** Other services have been told of the event. */
  removePendingEvent(id: string, event: PendingEvent): Promise<void> {
    return this.verifications.removePendingEvent(id, event);
  }

  /** The error that says why a verification takes no code, link, resend or cancellation. */
  refusal(verification: Verification, now: Date): AppError {
    if (isForgotten(verification)) return new AppError('verification_expired');
    const status = statusAt(verification, now);
    switch (status) {
      case 'verified':
        return new AppError('already_used');
      case 'awaiting_telegram':
        return new AppError('otp_invalid', { attemptsLeft: this.attemptsLeft(verification) });
      case 'locked':
      case 'sending':
      case 'sent':
        // Still alive, yet the write changed nothing: its last attempts are being counted at this very moment.
        return new AppError('too_many_attempts', { retryAfterSeconds: secondsUntil(verification.resendAt, now) });
      case 'failed':
      case 'expired':
      case 'cancelled':
        return new AppError('verification_expired');
      default:
        return status satisfies never;
    }
  }

  /** If a resend came in between, the secret that was right a moment ago is no longer valid. */
  private lateness(verification: Verification, generation: number, door: Door, now: Date): AppError {
    if (verification.generation === generation) return this.refusal(verification, now);
    if (door !== 'otp') return new AppError('link_invalid');
    return new AppError('otp_invalid', { attemptsLeft: this.attemptsLeft(verification) });
  }

  private async stop(
    id: string,
    outcome: 'cancelled' | 'denied',
    change: Promise<Changed>,
    now: Date,
  ): Promise<Verification> {
    const stopped = await this.publish(change);
    if (stopped) {
      this.metrics.verifications.inc({ outcome, door: '' });
      return stopped;
    }
    const present = await this.get(id);
    // A cancellation is idempotent: this one is repeated, or came second to a parallel one.
    if (outcome === 'cancelled' && present.status === 'cancelled') return present;
    throw this.refusal(present, now);
  }

  /** No event is kept if there is no service to tell. */
  private events(...what: Parameters<typeof eventOf>): PendingEvent[] {
    return this.config.webhook || this.apps.areTold ? [eventOf(...what)] : [];
  }

  /** A used message reached Telegram, even if the acknowledgement is on its way or lost: so `sent` is told too. */
  private eventsOfReceived({ status, deliveryId }: Verification, what: 'verified' | 'denied'): PendingEvent[] {
    return [...(status === 'sending' ? this.events('sent', deliveryId) : []), ...this.events(what)];
  }

  /** A new message's row and times. */
  private renewal(now: Date): Renewal {
    return {
      deliveryId: timeOrderedId(now),
      deadlineAt: this.after(now, this.config.deliveryDeadlineSeconds),
      resendAt: this.after(now, this.config.otp.resendCooldownSeconds),
    };
  }

  private after(now: Date, seconds: number): Date {
    return new Date(now.getTime() + seconds * 1000);
  }

  private async publish(change: Promise<Changed>): Promise<Changed> {
    const changed = await change;
    if (changed) this.feed.publish(changed.id);
    return changed;
  }
}
