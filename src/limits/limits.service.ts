import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { clock } from '../clock';
import { Config } from '../config/config';
import { AppError, secondsUntil } from '../errors';
import { Metrics } from '../metrics/metrics';
import { LimitRepository, type Usage, type Window } from './limit.repository';

/** What each limit counts. */
export const meanings = {
  ip: 'requests that start or resend, of one client address',
  key: 'requests that start or resend, with one API key',
  chat: 'messages to one chat whose id was typed',
  unknown: 'messages to chats that never spoke to the bot, over all',
  service: 'messages to one chat that one API key asked for',
  start: 'messages to one chat that Start was pressed for',
  device: 'messages to one chat that its known devices asked for',
  // NIST SP 800-63B-4, 3.2.2.
  guess: 'wrong codes for one account, of one kind of asker',
  wrong_ip: 'wrong codes from one client address',
  wrong: 'wrong codes over all',
  step_up: 'wrong e-mails for one account that has not been used for half a year',
  admin_key: 'keys that opened nothing where operators ask, of one client address',
  change: 'changes of one profile, also those that change nothing',
  export: 'exports of everything about one account',
  list: 'looks of one account at its own profile, sessions and devices',
  mail: 'e-mails with a code that one account asked for',
  mail_address: 'e-mails with a code to one address',
  mail_code: 'tries of one code that was sent by e-mail',
  denial: '"This wasn\'t me" in one chat',
  reply: 'answers of the bot in one chat',
  small_talk: 'answers of the bot in one chat to what asks for nothing',
} as const;

export type LimitName = keyof typeof meanings;
export const limitNames = Object.keys(meanings) as LimitName[];

/** What one limit allows: at most `most` uses, in a window that begins with the first. */
export type Rule = Readonly<{ most: number; windowSeconds: number }>;

const HOUR_SECONDS = 3600;
const GUESSES_A_DAY = 30;
const STEP_UPS_A_DAY = 3;
const DENIALS_AN_HOUR = 3;
/** More than a person reads; a program that writes to the bot gets no more answers. */
const REPLIES_AN_HOUR = 30;
/** More than a person does by hand, so that no program holds others up. Per account: sessions are created at will. */
const CHANGES_AN_HOUR = 60;
const EXPORTS_AN_HOUR = 3;
const MAILS_AN_HOUR = 3;
/** Over all accounts: more than a single one needs, so that strangers cannot keep the owner from their own. */
const MAILS_AN_HOUR_TO_ONE = 6;
const TRIES_A_MAILED_CODE = 5;
const MAILED_CODE_SECONDS = 600;
const LISTS_A_MINUTE = 300;
/** A few seconds long, so that three requests at once are not too many. */
const UNKNOWN_WINDOW_SECONDS = 10;
const REFUSED_KEYS_NOTED_AN_HOUR = 100;
const PURGE_EVERY_MS = 60_000;

@Injectable()
export class LimitsService {
  constructor(
    private readonly limits: LimitRepository,
    private readonly config: Config,
    private readonly metrics: Metrics,
  ) {}

  /** @throws AppError `rate_limited` with the seconds until the window ends */
  async spend(name: LimitName, subject: string | number, now: Date): Promise<void> {
    this.assertWithin(name, await this.take(name, subject, now), now);
  }

  /** For callers that may only report later what a use came to. @throws AppError as `spend` */
  assertWithin(name: LimitName, { used, endsAt }: Usage, now: Date): void {
    const { most, windowSeconds } = this.rule(name);
    if (used <= most) return;
    this.metrics.rateLimited.inc({ limit: name });
    throw rateLimited(endsAt, now, { policy: name, limit: most, windowSeconds });
  }

  /**
   * Counts without throwing, for callers who must not reveal that the limit is reached.
   * @returns which use it is, and until when they count
   */
  take(name: LimitName, subject: string | number, now: Date, cost?: number): Promise<Usage> {
    return this.limits.take(`${name}:${subject}`, this.rule(name).windowSeconds, now, cost);
  }

  giveBack(name: LimitName, subject: string | number, now: Date): Promise<void> {
    return this.limits.giveBack(`${name}:${subject}`, now);
  }

  /** How many subjects have reached the limit in a running window. */
  countReached(name: LimitName, now: Date): Promise<number> {
    return this.limits.countReached(`${name}:`, this.rule(name).most, now);
  }

  /** Some of the subjects that have reached the limit: those that wait longest. A `key` is the subject itself. */
  async listReached(name: LimitName, limit: number, now: Date): Promise<Window[]> {
    const beginning = `${name}:`;
    const reached = await this.limits.listReached({ beginning, most: this.rule(name).most, limit }, now);
    return reached.map((window) => ({ ...window, key: window.key.slice(beginning.length) }));
  }

  @Interval(PURGE_EVERY_MS)
  async purge(): Promise<void> {
    // Requests that need the storage report that it is down; what is not purged now is purged next time.
    await this.limits.purge(clock.now()).catch(() => undefined);
  }

  /** The rule that is in force. */
  rule(name: LimitName): Rule {
    switch (name) {
      case 'ip':
        return { most: this.config.limits.requestsPerIpMinute, windowSeconds: 60 };
      case 'key':
        return { most: this.config.limits.requestsPerKeyMinute, windowSeconds: 60 };
      case 'chat':
      case 'start':
      case 'device':
      case 'service':
        return { most: this.config.limits.sendsPerChatHour, windowSeconds: HOUR_SECONDS };
      case 'unknown': {
        const most = this.config.limits.unknownChatsPerSecond * UNKNOWN_WINDOW_SECONDS;
        return { most, windowSeconds: UNKNOWN_WINDOW_SECONDS };
      }
      case 'guess':
        return { most: GUESSES_A_DAY, windowSeconds: 24 * HOUR_SECONDS };
      case 'wrong_ip':
        return { most: this.config.limits.wrongCodesPerIpHour, windowSeconds: HOUR_SECONDS };
      case 'wrong':
        return { most: this.config.limits.wrongCodesPerMinute, windowSeconds: 60 };
      case 'step_up':
        return { most: STEP_UPS_A_DAY, windowSeconds: 24 * HOUR_SECONDS };
      case 'admin_key':
        return { most: REFUSED_KEYS_NOTED_AN_HOUR, windowSeconds: HOUR_SECONDS };
      case 'change':
        return { most: CHANGES_AN_HOUR, windowSeconds: HOUR_SECONDS };
      case 'export':
        return { most: EXPORTS_AN_HOUR, windowSeconds: HOUR_SECONDS };
      case 'list':
        return { most: LISTS_A_MINUTE, windowSeconds: 60 };
      case 'mail':
        return { most: MAILS_AN_HOUR, windowSeconds: HOUR_SECONDS };
      case 'mail_address':
        return { most: MAILS_AN_HOUR_TO_ONE, windowSeconds: HOUR_SECONDS };
      case 'mail_code':
        return { most: TRIES_A_MAILED_CODE, windowSeconds: MAILED_CODE_SECONDS };
      case 'denial':
        return { most: DENIALS_AN_HOUR, windowSeconds: HOUR_SECONDS };
      case 'reply':
        return { most: REPLIES_AN_HOUR, windowSeconds: HOUR_SECONDS };
      case 'small_talk':
        return { most: 1, windowSeconds: HOUR_SECONDS };
      default:
        return name satisfies never;
    }
  }
}

type Reached = Readonly<{ policy: string; limit: number; windowSeconds: number }>;

/** The error for a request that comes too early: `until` is when it may be retried. */
export function rateLimited(until: Date, now: Date, reached?: Reached): AppError {
  const retryAfterSeconds = secondsUntil(until, now);
  const rateLimit = reached && { ...reached, resetSeconds: retryAfterSeconds };
  return new AppError('rate_limited', { retryAfterSeconds, rateLimit });
}
