import type { BotCondition } from '../telegram/bots/bot.condition';

/** Who works for a bot now: polls, sends and deletes for it. */
export type Lease = Readonly<{
  botId: number;
  /** An instance. */
  holder: string;
  /** Grows whenever the lease passes on, so that an earlier holding is never mistaken for the present one. */
  fence: number;
}>;

/** One holding of one lease: what is written under this name, no other holding can have written. */
export const nameOf = ({ botId, holder, fence }: Lease): string => `${botId}.${holder}.${fence}`;

/** A bot whose messages do not go out now, as its holder sees it. */
export type Trouble = BotCondition & Readonly<{ botId: number }>;

/** An instance that lives, and what it tells the others. */
export type Presence = Readonly<{ instance: string; troubles: readonly Trouble[] }>;

/** All leases that are held, and all instances that live. */
export type Survey = Readonly<{ leases: readonly Lease[]; present: readonly Presence[] }>;
