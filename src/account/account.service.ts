import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit';
import { clock } from '../clock';
import { Config } from '../config/config';
import { AppError } from '../errors';
import { timeOrderedId } from '../ids';
import { SessionService } from '../session/session.service';
import { Beginnings } from './beginnings';
import { AccountDeletionRepository, type AccountDeletion } from './deletion/account.deletion.repository';
import { isDormant, type User } from './users/user';
import { UserRepository } from './users/user.repository';

/**
 * What a person said about themselves for a new account, the language in which to speak to them, and how they came; and
 * what Telegram proved and told.
 */
export type Newcomer = Partial<Pick<User, 'name' | 'email' | 'phone' | 'language' | 'beginning'>> &
  Readonly<{
    telegramId: number;
    /** As Telegram told it last; absent if it told none. */
    telegramUsername?: string;
    /** What Telegram calls them. */
    telegramName?: string;
  }>;

/** What other services have yet to be told of an account; of a deleted one there is nothing but its id. */
export type AccountEvent =
  | Readonly<{ event: 'created'; userId: string; at: Date; user: User }>
  | Readonly<{ event: 'deleted'; userId: string; at: Date }>;

const NAMELESS = 'Telegram user';

@Injectable()
export class AccountService {
  constructor(
    private readonly users: UserRepository,
    private readonly deletions: AccountDeletionRepository,
    private readonly sessions: SessionService,
    private readonly beginnings: Beginnings,
    private readonly audit: Audit,
    private readonly config: Config,
  ) {}

  /**
   * The account of a Telegram id that was just proven: the existing one, unchanged except for what Telegram tells, or a
   * new one, which is noted in the audit.
   * @throws AppError `account_disabled`
   */
  async welcome(newcomer: Newcomer, now: Date): Promise<User> {
    const known = await this.users.findByTelegramId(newcomer.telegramId);
    if (!known) return this.create(newcomer, now);
    if (known.disabledAt) throw new AppError('account_disabled');
    const user = await this.users.noteSignIn(known.id, newcomer.telegramUsername, now);
    // Disabled or erased at this very moment: what is stored now decides.
    if (!user) return this.welcome(newcomer, now);
    if (user.telegramUsername !== known.telegramUsername) await this.noteChange(user.id, ['telegram_username'], now);
    await this.beginnings.note(user);
    return user;
  }

  find(id: string): Promise<User | undefined> {
    return this.users.find(id);
  }

  findByTelegramId(telegramId: number): Promise<User | undefined> {
    return this.users.findByTelegramId(telegramId);
  }

  /** @throws AppError `unauthorized` if the account is gone */
  async get(id: string): Promise<User> {
    const user = await this.users.find(id);
    if (!user) throw new AppError('unauthorized');
    return user;
  }

  /** Shuts out further sign-ins, and ends open sessions. @returns undefined if there is no such account */
  async disable(id: string, now: Date): Promise<User | undefined> {
    const user = await this.users.disable(id, now);
    if (user) await this.sessions.endAll(id, clock.wall());
    return user;
  }

  /** Also opens a dormant account: an administrator vouches for the person who comes back. @returns as `disable` */
  async enable(id: string, now: Date): Promise<User | undefined> {
    const user = await this.users.find(id);
    return user && this.users.enable(id, isDormant(user, now) ? now : undefined);
  }

  /** Telegram says that the person no longer exists. A person who proves otherwise signs in as before. */
  async suspend(telegramId: number, now: Date): Promise<User | undefined> {
    const user = await this.users.suspend(telegramId, now);
    if (!user) return undefined;
    await this.sessions.endAll(user.id, clock.wall());
    const event = {
      action: 'user.suspended',
      actor: { kind: 'system' },
      subject: { kind: 'user', id: user.id },
    } as const;
    // Telegram says it again at every try.
    await this.audit.noteOnce(event, user.suspendedAt ?? now, now);
    return user;
  }

  /**
   * The account is gone, and its Telegram id is free. What is left of the person elsewhere is erased within a minute,
   * whatever crashes: see `Erasure`.
   * @returns undefined if there is no such account any more
   */
  async erase(id: string, now: Date, by: AccountDeletion['by'] = 'user'): Promise<AccountDeletion | undefined> {
    const user = await this.users.find(id);
    if (!user) return undefined;
    const deletion = { id, telegramId: user.telegramId, by, closedAt: now, untold: this.events('deleted') };
    const isFirst = await this.deletions.insert(deletion);
    const isGone = await this.shut(id);
    return isFirst || isGone ? deletion : undefined;
  }

  /** Removes the account of a deletion, and ends its sessions. Idempotent. @returns false if the account was gone */
  async shut(id: string): Promise<boolean> {
    const isRemoved = await this.users.remove(id);
    await this.sessions.endAll(id, clock.wall());
    return isRemoved;
  }

  /** Oldest first within each kind of event. */
  async listPendingEvents(limit: number): Promise<AccountEvent[]> {
    const [users, deletions] = await Promise.all([
      this.users.listWithPendingEvents(limit),
      this.deletions.listWithPendingEvents(limit),
    ]);
    const created = users.flatMap((user) =>
      (user.untold ?? []).map((event) => ({ event, userId: user.id, at: user.createdAt, user })),
    );
    const deleted = deletions.map(({ id, closedAt }) => ({ event: 'deleted', userId: id, at: closedAt }) as const);
    return [...created, ...deleted].slice(0, limit);
  }

  /** Other services have been told of the event. */
  removePendingEvent(userId: string, event: AccountEvent['event']): Promise<void> {
    switch (event) {
      case 'created':
        return this.users.removePendingEvent(userId, event);
      case 'deleted':
        return this.deletions.removePendingEvent(userId);
      default:
        return event satisfies never;
    }
  }

  private async create(newcomer: Newcomer, now: Date): Promise<User> {
    const { telegramName, name = telegramName ?? NAMELESS, ...said } = newcomer;
    const times = { createdAt: now, signedInAt: now };
    const user = { ...said, name, id: timeOrderedId(now), ...times, untold: this.events('created') };
    if (!(await this.users.insert(user))) return this.welcome(newcomer, now);
    await this.beginnings.note(user);
    return user;
  }

  /** No event is kept if there is no service to tell. */
  private events<T extends AccountEvent['event']>(event: T): readonly T[] | undefined {
    return this.config.webhook && [event];
  }

  private noteChange(id: string, fields: readonly string[], now: Date): Promise<void> {
    const who = { kind: 'user', id } as const;
    return this.audit.note(
      { action: 'user.changed', actor: who, subject: who, details: { fields: fields.join(' ') } },
      now,
    );
  }
}
