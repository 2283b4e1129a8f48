import type { User } from './user';

export const userStates = ['active', 'disabled', 'suspended'] as const;
export type UserState = (typeof userStates)[number];

/** Which accounts; what is absent leaves none out. */
export type UserSearch = Readonly<{
  /** A whole id or Telegram id, or how a name, a username (also with its @) or an e-mail begins, in any letters. */
  text?: string;
  state?: UserState;
}>;

/** `before`: only those that are older than this id. */
export type UserPage = Readonly<{ before?: string; limit: number }>;

/** Accounts as administrators look for them. No search walks through all of them. */
export abstract class UserDirectory {
  /** Newest first: ids are ordered by time, so an account that comes meanwhile moves no page. */
  abstract list(search: UserSearch, page: UserPage): Promise<User[]>;
}

/** What a text is looked for as. */
export type Terms = Readonly<{ id?: string; telegramId?: number; name?: string; username?: string; email?: string }>;

const TELEGRAM_ID = /^\d{1,15}$/;

/** What is found by how it begins is kept in small letters. */
export function termsOf(text: string): Terms {
  const beginning = text.toLowerCase();
  if (beginning.startsWith('@')) return { username: beginning.slice(1) };
  if (TELEGRAM_ID.test(text)) return { telegramId: Number(text), name: beginning, email: beginning };
  return { id: text, name: beginning, username: beginning, email: beginning };
}

/** Behind everything that begins like this. */
export const endOf = (beginning: string): string => `${beginning}\u{10ffff}`;
