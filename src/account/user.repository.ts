import type { User } from './user';

export type Insertion = 'inserted' | 'telegram_id_known' | 'email_taken';

export abstract class UserRepository {
  abstract find(id: string): Promise<User | undefined>;
  /** Notes a sign-in; undefined if nobody has this Telegram id yet. */
  abstract noteSignIn(telegramId: number, now: Date): Promise<User | undefined>;
  /** One account a Telegram id, and one an e-mail: nothing is written where either is taken. */
  abstract insert(user: User): Promise<Insertion>;
}
