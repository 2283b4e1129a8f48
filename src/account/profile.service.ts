import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit';
import type { Askable } from '../config/config.environment';
import { AppError } from '../errors';
import type { Source } from '../http/request/client';
import { Database } from '../persistence/database';
import type { Changed } from '../session/store/session.repository';
import type { EmailChallenge, User, UserChanges } from './users/user';
import { UserRepository, type EmailProven } from './users/user.repository';

/** What people tell us about themselves. */
@Injectable()
export class ProfileService {
  constructor(
    private readonly users: UserRepository,
    private readonly audit: Audit,
    private readonly database: Database,
  ) {}

  /** In the audit before it is done: a repeat is no change. @throws AppError `unauthorized` if the account is gone */
  async change(id: string, news: UserChanges, now: Date, source?: Source): Promise<User> {
    const who = { kind: 'user', id } as const;
    const details = { fields: Object.keys(news).join(' ') };
    await this.audit.note({ action: 'user.changed', actor: who, subject: who, ...source, details }, now);
    const changed = await this.users.change(id, news);
    if (!changed) throw new AppError('unauthorized');
    return changed;
  }

  /** @throws AppError `unauthorized` if the account is gone */
  async skip(id: string, asks: readonly Askable[]): Promise<User> {
    const user = await this.users.skipAsks(id, asks);
    if (!user) throw new AppError('unauthorized');
    return user;
  }

  /** The account was used by another person: restores what they changed, unless it was changed again since. */
  async restore(user: User, changed: Changed, now: Date): Promise<User> {
    const theirs = Object.entries(changed).filter(
      ([field, { to }]) => (user[field as keyof UserChanges] ?? null) === to,
    );
    if (theirs.length === 0) return user;
    return this.change(user.id, Object.fromEntries(theirs.map(([field, { from }]) => [field, from])), now);
  }

  /** @throws AppError `precondition_failed` if the e-mail is another by now */
  async challengeEmail(id: string, of: EmailChallenge): Promise<void> {
    if (!(await this.users.challengeEmail(id, of))) throw new AppError('precondition_failed');
  }

  /**
   * The e-mail's owner typed the code. An account that had proven the e-mail before loses it: mailboxes change hands,
   * and the person who reads one now is its owner.
   * @returns the account, and the ids of those that lost it
   * @throws AppError `verification_expired` if the e-mail is another by now, or the code was used
   */
  verifyEmail(id: string, of: EmailChallenge, now: Date, source: Source): Promise<EmailProven> {
    return this.database.together(() => this.keepEmail(id, of, now, source));
  }

  /**
   * The person behind this Telegram id has shared their own contact.
   * @returns undefined if they have no account
   */
  keepPhone(telegramId: number, phone: string, now: Date): Promise<User | undefined> {
    return this.database.together(async () => {
      const user = await this.users.verifyPhone(telegramId, phone, now);
      if (!user) return undefined;
      const who = { kind: 'user', id: user.id } as const;
      await this.audit.note({ action: 'contact.verified', actor: who, subject: who }, now);
      return user;
    });
  }

  private async keepEmail(id: string, of: EmailChallenge, now: Date, source: Source): Promise<EmailProven> {
    const proven = await this.users.verifyEmail(id, of, now);
    if (!proven) throw new AppError('verification_expired');
    const who = { kind: 'user', id } as const;
    const lost = proven.former.map((former) => ({
      action: 'email.verified_elsewhere' as const,
      actor: { kind: 'system' } as const,
      subject: { kind: 'user', id: former } as const,
    }));
    const events = [{ action: 'email.verified' as const, actor: who, subject: who, ...source }, ...lost];
    await Promise.all(events.map((event) => this.audit.note(event, now)));
    return proven;
  }
}
