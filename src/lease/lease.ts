import type { BotCondition } from '../telegram/bots/bot.condition';

/** Which instance works for a bot now: polls, sends and deletes for it. */
export type Lease = Readonly<{
  botId: number;
  /** The name of an instance. */
  holder: string;
  /** Grows whenever the lease passes on, so that an earlier holding is never mistaken for the present one. */
  fence: number;
}>;

/** Names one holding of one lease: no other holding can have written what is written under this name. */
export const nameOf = ({ botId, holder, fence }: Lease): string => `${botId}.${holder}.${fence}`;

/** A bot whose messages do not go out now, as its holder sees it. */
export type Trouble = BotCondition & Readonly<{ botId: number }>;

/** A live instance, and what it tells the others. */
export type Presence = Readonly<{ instance: string; troubles: readonly Trouble[] }>;

/** All leases that are held, and all live instances. */
export type Survey = Readonly<{ leases: readonly Lease[]; present: readonly Presence[] }>;
