import type { Registered } from './api/types';
import type { Shelf } from './shelf';

/** The sign-in that this device waits for; survives reload, other tabs and a closed app. */
export type Pending = Readonly<{
  id: string;
  /** `https://t.me/<bot>?start=<code>`; null until Telegram has told the server its bot's name. */
  telegramLink: string | null;
  /** Where the message goes, if the person said so. */
  chatId: number | null;
  /** A returning person, whose account may have another name: pressing Start then says who they are. */
  isLogin: boolean;
  savedAt: number;
}>;

const KEY = 'telega2go.pending';
const KEPT_MS = 30 * 60_000;

type About = Pick<Pending, 'chatId' | 'isLogin' | 'savedAt'>;

export function keepPending(shelf: Shelf, registered: Registered, { chatId, isLogin, savedAt }: About): Pending {
  const { verification_id: id, telegram_link: telegramLink } = registered;
  const pending: Pending = { id, telegramLink, chatId, isLogin, savedAt };
  shelf.setItem(KEY, JSON.stringify(pending));
  return pending;
}

/** The sign-in that is waited for; null if it began longer ago than any can live. */
export function readPending(shelf: Shelf, now: number): Pending | null {
  try {
    const pending: unknown = JSON.parse(shelf.getItem(KEY) ?? 'null');
    return isPending(pending) && now - pending.savedAt < KEPT_MS ? pending : null;
  } catch {
    return null;
  }
}

/** Forgets the sign-in, unless another tab has begun a new one. */
export function forgetPending(shelf: Shelf, id: string): void {
  if (readPending(shelf, 0)?.id === id) shelf.removeItem(KEY);
}

function isPending(value: unknown): value is Pending {
  if (typeof value !== 'object' || value === null) return false;
  const { id, telegramLink, chatId, isLogin, savedAt } = value as Partial<Record<keyof Pending, unknown>>;
  const isTold = typeof id === 'string' && (telegramLink === null || typeof telegramLink === 'string');
  const isSaid = (chatId === null || typeof chatId === 'number') && typeof isLogin === 'boolean';
  return isTold && isSaid && typeof savedAt === 'number';
}
