import { Injectable } from '@nestjs/common';
import { AppError } from '../errors';
import { timeOrderedId } from '../ids';
import type { User } from './user';
import { UserRepository } from './user.repository';

/** What a newcomer said of themselves, and what Telegram proved. */
export type Newcomer = Pick<User, 'telegramId' | 'name' | 'email' | 'phone' | 'telegramUsername'>;

@Injectable()
export class AccountService {
  constructor(private readonly users: UserRepository) {}

  /**
   * The account of a Telegram id that was just proven: the one there is, as it is, or a new one.
   * @throws AppError `email_taken` for a newcomer with somebody else's e-mail
   */
  async welcome(newcomer: Newcomer, now: Date): Promise<User> {
    const known = await this.users.noteSignIn(newcomer.telegramId, now);
    if (known) return known;
    const user = { ...newcomer, id: timeOrderedId(now), createdAt: now, signedInAt: now };
    switch (await this.users.insert(user)) {
      case 'inserted':
        return user;
      case 'telegram_id_known':
        return this.welcome(newcomer, now);
      case 'email_taken':
        throw new AppError('email_taken');
    }
  }

  /** @throws AppError `unauthorized` if the account is gone */
  async get(id: string): Promise<User> {
    const user = await this.users.find(id);
    if (!user) throw new AppError('unauthorized');
    return user;
  }
}
