import type { User } from './user';

export const userStates = ['active', 'disabled', 'suspended'] as const;
export type UserState = (typeof userStates)[number];

/** Which accounts to find; an absent field excludes none. */
export type UserSearch = Readonly<{
  /** A whole id or Telegram id, or how a name, a username (with or without its @) or an e-mail begins, in any case. */
  text?: string;
  state?: UserState;
}>;

/** `before`: only accounts older than the one with this id. */
export type UserPage = Readonly<{ before?: string; limit: number }>;

/** Accounts as administrators search for them. No search walks through all of them. */
export abstract class UserDirectory {
  /** Newest first: ids are ordered by time, so an account that is added meanwhile shifts no page. */
  abstract list(search: UserSearch, page: UserPage): Promise<User[]>;
}

/** What a search text may be. */
export type Terms = Readonly<{ id?: string; telegramId?: number; name?: string; username?: string; email?: string }>;

const TELEGRAM_ID = /^\d{1,15}$/;

/** What is found by its beginning is stored in lower case. */
export function termsOf(text: string): Terms {
  const beginning = text.toLowerCase();
  if (beginning.startsWith('@')) return { username: beginning.slice(1) };
  if (TELEGRAM_ID.test(text)) return { telegramId: Number(text), name: beginning, email: beginning };
  return { id: text, name: beginning, username: beginning, email: beginning };
}

/** Sorts after everything that begins with `beginning`. */
export const endOf = (beginning: string): string => `${beginning}\u{10ffff}`;
